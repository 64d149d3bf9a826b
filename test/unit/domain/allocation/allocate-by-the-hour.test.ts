import { expect, test } from "vitest";
import { allocateFee, allocateLoadBalancer } from "../../../support/allocated.ts";
import { createFee, createLoadBalancer, minutesBetween, ROUND_BOOK } from "../../../support/observations.ts";

test("a load balancer's hours are its namespace's and its service's", () => {
  const { asset, rows } = allocateLoadBalancer(createLoadBalancer({ perHour: 0.05 }), ROUND_BOOK);

  expect(asset).toMatchObject({
    kind: "loadBalancer",
    namespace: "shop",
    name: "front",
    quantity: 1_000_000_000n,
    costNano: 50_000_000n,
    unobservedNano: 0n,
    priceSource: "exporter",
  });
  expect(rows).toMatchObject([
    {
      kind: "service",
      namespace: "shop",
      controllerKind: "Service",
      controller: "front",
      pod: "",
      node: "",
      measures: { loadBalancerNano: 50_000_000n, defaultNano: 0n },
    },
  ]);
});

test("a load balancer without a price is billed at the default, and marked", () => {
  const { asset, rows } = allocateLoadBalancer(createLoadBalancer(), ROUND_BOOK);

  expect(asset).toMatchObject({ costNano: 30_000_000n, priceSource: "default" });
  expect(rows[0]?.measures).toMatchObject({ loadBalancerNano: 30_000_000n, defaultNano: 30_000_000n });
});

test("a load balancer that is reported as free is free", () => {
  const { asset } = allocateLoadBalancer(createLoadBalancer({ perHour: 0 }), ROUND_BOOK);

  expect(asset).toMatchObject({ costNano: 0n, priceSource: "exporter" });
});

test("minutes in which nobody saw a load balancer cost, and are nobody's", () => {
  const loadBalancer = createLoadBalancer({
    perHour: 0.06,
    seenMinutes: minutesBetween(0, 45),
    unobservedMinutes: minutesBetween(45, 60),
  });

  const { asset, rows } = allocateLoadBalancer(loadBalancer, ROUND_BOOK);

  expect(asset).toMatchObject({ costNano: 60_000_000n, unobservedNano: 15_000_000n });
  expect(rows[0]?.measures.loadBalancerNano).toBe(45_000_000n);
});

test("a load balancer that lived for half the hour costs half of it", () => {
  const loadBalancer = createLoadBalancer({ perHour: 0.05, seenMinutes: minutesBetween(30, 60) });

  expect(allocateLoadBalancer(loadBalancer, ROUND_BOOK).asset.costNano).toBe(25_000_000n);
});

test("the fee is an asset of its own and has no row", () => {
  expect(allocateFee(createFee({ perHour: 0.1 }), ROUND_BOOK)).toMatchObject({
    kind: "fee",
    namespace: "",
    name: "fee",
    quantity: 1_000_000_000n,
    costNano: 100_000_000n,
    unobservedNano: 0n,
    priceSource: "exporter",
  });
});

test("the fee is due for unseen minutes as for seen ones, and is fee all the same", () => {
  const fee = createFee({
    seenMinutes: minutesBetween(0, 30),
    unobservedMinutes: minutesBetween(30, 60),
  });

  expect(allocateFee(fee, ROUND_BOOK)).toMatchObject({ costNano: 100_000_000n, unobservedNano: 0n });
});
