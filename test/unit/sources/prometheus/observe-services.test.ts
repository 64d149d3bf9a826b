import { expect, test } from "vitest";
import {
  observeFee,
  observeLoadBalancers,
} from "../../../../server/src/sources/prometheus/assets/observe-services.ts";
import { ASSETS } from "../../../../server/src/sources/prometheus/query/families.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { minutesIn, seriesOf, steady } from "./support/series-of.ts";

const PRICED = { ...EXPORTER, namespace: "shop", service_name: "web", ingress_ip: "34.1.1.1" };
const LISTED = { ...STATE, namespace: "shop", service: "web", type: "LoadBalancer", uid: "u" };

test("a priced and listed load balancer is one", () => {
  const found = observeLoadBalancers(
    ...assetsOf([
      [ASSETS.loadBalancerPrice, [seriesOf(PRICED, steady(-6.7, 66.3, { value: 0.025 }))]],
      [ASSETS.services, [seriesOf(LISTED, steady(-7, 67))]],
    ]),
  );

  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ namespace: "shop", service: "web", perHour: 0.025 });
  expect(minutesIn(found[0]?.seenMinutes ?? new Float64Array())).toBe(60);
});

test("a load balancer that only kube-state-metrics lists has no price", () => {
  const [found] = observeLoadBalancers(...assetsOf([[ASSETS.services, [seriesOf(LISTED, steady(20, 67))]]]));

  expect(found?.perHour).toBeNull();
  expect(minutesIn(found?.seenMinutes ?? new Float64Array())).toBe(41);
});

test("a load balancer that changes its address is one", () => {
  const found = observeLoadBalancers(
    ...assetsOf([
      [
        ASSETS.loadBalancerPrice,
        [
          seriesOf(PRICED, steady(-7, 30, { value: 0.025 })),
          seriesOf({ ...PRICED, ingress_ip: "34.1.1.2" }, steady(31, 67, { value: 0.025 })),
        ],
      ],
    ]),
  );

  expect(found.map(({ seenMinutes }) => minutesIn(seenMinutes))).toEqual([60]);
});

test("the fee is what the exporter tells, bridged while it is not heard of", () => {
  const points = [...steady(-7, 20, { value: 0.1 }), ...steady(31, 67, { value: 0.1 })];

  const fee = observeFee(
    ...assetsOf([[ASSETS.fee, [seriesOf({ ...EXPORTER, provisioner_name: "EKS" }, points)]]]),
  );

  expect(fee?.perHour).toBe(0.1);
  expect(minutesIn(fee?.seenMinutes ?? new Float64Array())).toBe(50);
  expect(minutesIn(fee?.unobservedMinutes ?? new Float64Array())).toBe(10);
});

test("without the exporter there is no fee", () => {
  expect(observeFee(...assetsOf([]))).toBeNull();
});
