import { expect, test } from "vitest";
import {
  isPrivateAddress,
  observeFee,
  observeLoadBalancers,
} from "../../../../server/src/sources/prometheus/assets/observe-services.ts";
import { ASSETS } from "../../../../server/src/sources/prometheus/query/families.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { minutesIn, type Point, seriesOf, steady } from "./support/series-of.ts";

const ALL: readonly Point[] = steady(-7, 67);

function listed(service: string): Series {
  return seriesOf({ ...STATE, namespace: "shop", service, type: "LoadBalancer" }, ALL);
}

function address(service: string, ip: string, points = ALL): Series {
  return seriesOf({ ...STATE, namespace: "shop", service, ip }, points);
}

function observe(services: readonly Series[], addresses: readonly Series[], prices: readonly Series[] = []) {
  const [series, context] = assetsOf([
    [ASSETS.nodeInfo, [seriesOf({ ...STATE, node: "n-1", internal_ip: "10.0.0.4" }, ALL)]],
    [ASSETS.services, services],
    [ASSETS.serviceAddresses, addresses],
    [ASSETS.loadBalancerPrice, prices],
  ]);
  const found = observeLoadBalancers(series, context);
  return {
    found: found.map(({ service, seenMinutes, perHour }) => [
      service,
      Math.round(minutesIn(seenMinutes)),
      perHour,
    ]),
    findings: context.findings.list().map(({ code, minutes }) => [code, minutes]),
  };
}

test("a service that has waited for its address all along is no load balancer", () => {
  const { found, findings } = observe([listed("web"), listed("pending")], [address("web", "34.1.1.1")]);

  expect(found).toEqual([["web", 60, null]]);
  expect(findings).toEqual([["load_balancer_pending", 60]]);
});

test("a load balancer is billed from when it has its address", () => {
  const { found, findings } = observe([listed("web")], [address("web", "34.1.1.1", steady(20, 67))]);

  expect(found).toEqual([["web", 41, null]]);
  expect(findings).toEqual([["load_balancer_pending", 19]]);
});

test("a load balancer with two addresses is one", () => {
  expect(observe([listed("web")], [address("web", "34.1.1.1"), address("web", "2600::1")]).found).toEqual([
    ["web", 60, null],
  ]);
});

test("where addresses are told of none, every service of the type is a load balancer", () => {
  expect(observe([listed("web"), listed("other")], [])).toEqual({
    found: [
      ["web", 60, null],
      ["other", 60, null],
    ],
    findings: [],
  });
});

test("a load balancer on the cluster's own nodes costs nothing beside them", () => {
  const price = seriesOf(
    { ...EXPORTER, namespace: "shop", service_name: "web" },
    steady(-7, 67, { value: 0.025 }),
  );

  expect(observe([listed("web")], [address("web", "10.0.0.4")], [price])).toEqual({
    found: [["web", 60, 0]],
    findings: [["load_balancer_on_nodes", 60]],
  });
});

test("a load balancer with a private address is billed as any other, and noted", () => {
  expect(observe([listed("web")], [address("web", "192.168.7.1")])).toEqual({
    found: [["web", 60, null]],
    findings: [["load_balancer_private", 60]],
  });
});

test.each([
  ["10.1.2.3", true],
  ["172.31.0.1", true],
  ["172.32.0.1", false],
  ["fd00::7", true],
  ["2600::7", false],
  ["34.1.1.1", false],
  ["a1b2.elb.example", false],
  ["", false],
])("%s is private: %s", (text, is) => {
  expect(isPrivateAddress(text)).toBe(is);
});

test.each([Number.NaN, -1, 0, 2 ** 64, 12.5])(
  "a price of %d in the middle of the hour is not believed",
  (odd) => {
    const points: Point[] = steady(-7, 67, { value: 0.025 }).map(([time, value], index) => [
      time,
      index === 37 ? odd : value,
    ]);
    const labels = { ...EXPORTER, namespace: "shop", service_name: "web" };
    const fee = assetsOf([[ASSETS.fee, [seriesOf(EXPORTER, points)]]]);

    expect(observe([listed("web")], [], [seriesOf(labels, points)]).found).toEqual([["web", 60, 0.025]]);
    expect(observeFee(...fee)?.perHour).toBe(0.025);
  },
);
