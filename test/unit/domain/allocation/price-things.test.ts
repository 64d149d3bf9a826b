import { expect, test } from "vitest";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import { priceThings } from "../../../../server/src/domain/allocation/price-things.ts";
import type { PriceBook } from "../../../../server/src/domain/prices/price-book.ts";
import {
  createFee,
  createLoadBalancer,
  createNode,
  createObservation,
  createTraffic,
  createVolume,
  ROUND_BOOK,
} from "../../../support/observations.ts";

const measured = measureHour(
  createObservation({
    nodes: [
      createNode({ name: "node-1", cpuCores: 4, ramGib: 16, gpus: 2 }),
      createNode({ name: "node-2", price: { perCpuCoreHour: 0.1, perRamGibHour: 0.02 } }),
    ],
    volumes: [createVolume({ name: "pv-1", perGibHour: 0.0005 })],
    loadBalancers: [createLoadBalancer({ service: "front" })],
    network: [createTraffic({ internetBytes: 1 })],
    fee: createFee({ perHour: 0.2 }),
  }),
);

test("each thing has its price by its unit, and a node by its whole hour, with the rule that applied", () => {
  expect(priceThings(measured, ROUND_BOOK)).toEqual([
    // 4 cores at 0.04, 16 GiB at 0.01, 2 GPUs at 2.
    { kind: "node", name: "node-1", price: 4.32, source: "default", rule: "default" },
    { kind: "node", name: "node-2", price: 0.72, source: "exporter", rule: "exporter" },
    { kind: "volume", name: "shop/pv-1", price: 0.0005, source: "exporter", rule: "exporter" },
    { kind: "loadBalancer", name: "shop/front", price: 0.03, source: "default", rule: "default" },
    { kind: "network", name: "zone", price: 0.01, source: "default", rule: "default" },
    { kind: "network", name: "region", price: 0.02, source: "default", rule: "default" },
    { kind: "network", name: "internet", price: 0.1, source: "default", rule: "default" },
    { kind: "fee", name: "fee", price: 0.2, source: "exporter", rule: "exporter" },
  ]);
});

test("a book prices things at the hour that it is asked about", () => {
  const valid = { validFrom: measured.hour + 1, validTo: null, confirmed: false };
  const book: PriceBook = {
    ...ROUND_BOOK,
    rules: [{ kind: "node", match: {}, perNodeHour: 1, ...valid }],
  };

  const priceAt = (hour: number): number | undefined => priceThings({ ...measured, hour }, book)[1]?.price;

  expect(priceAt(measured.hour)).toBe(0.72);
  expect(priceAt(measured.hour + 1)).toBeCloseTo(1, 9);
});
