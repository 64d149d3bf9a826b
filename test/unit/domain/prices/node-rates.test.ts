import { expect, test } from "vitest";
import type { NodeSpan, ReportedNodePrice } from "../../../../server/src/domain/observation.ts";
import { type NodeRates, nodeRates as ratesOf } from "../../../../server/src/domain/prices/node-rates.ts";
import type { PriceBook } from "../../../../server/src/domain/prices/price-book.ts";
import { gib, HOUR, ROUND_BOOK } from "../../../support/observations.ts";

function createSpan(price: ReportedNodePrice | null, fields: Partial<NodeSpan> = {}): NodeSpan {
  return { fromMinute: 0, cpuCores: 4, ramBytes: gib(16), gpus: 0, price, ...fields };
}

/** Rates of a node of which nothing but its size, its market and its reported price is known. */
function nodeRates({ price, ...size }: NodeSpan, spot: boolean, book: PriceBook): NodeRates {
  const identity = { name: "node-1", providerId: "", instanceType: "", region: "", labels: {} };
  return ratesOf(
    { ...identity, ...size, capacityType: spot ? "spot" : "on-demand", reported: price },
    HOUR,
    book,
  );
}

function units(pico: bigint): number {
  return Number(pico) / 1e12;
}

/** Rates in units of the currency, to be read at a glance. */
function readable(rates: NodeRates): Record<string, number | string> {
  return {
    cpu: units(rates.perCpuCorePico),
    ram: units(rates.perRamGibPico),
    gpu: units(rates.perGpuPico),
    source: rates.source,
  };
}

test("the parts that the exporter reports are the node's rates", () => {
  const span = createSpan({ perCpuCoreHour: 0.05, perRamGibHour: 0.006, perGpuHour: 3 });

  const rates = nodeRates(span, false, ROUND_BOOK);

  expect(readable(rates)).toEqual({ cpu: 0.05, ram: 0.006, gpu: 3, source: "exporter" });
});

test("parts win over a total", () => {
  const span = createSpan({ perCpuCoreHour: 0.05, perRamGibHour: 0.006, perGpuHour: 3, perNodeHour: 100 });

  expect(readable(nodeRates(span, false, ROUND_BOOK))).toMatchObject({ cpu: 0.05, ram: 0.006 });
});

test("a part that is reported as free is free", () => {
  const span = createSpan({ perCpuCoreHour: 0, perRamGibHour: 0, perGpuHour: 0 });

  const rates = nodeRates(span, false, ROUND_BOOK);

  expect(readable(rates)).toEqual({ cpu: 0, ram: 0, gpu: 0, source: "exporter" });
});

test("a total is split so that the parts keep the defaults' proportion", () => {
  // At the defaults it would be 4 × 0.04 + 16 × 0.01 = 0.32; the total is half of that.
  const span = createSpan({ perNodeHour: 0.16 });

  const rates = nodeRates(span, false, ROUND_BOOK);

  expect(readable(rates)).toEqual({ cpu: 0.02, ram: 0.005, gpu: 0, source: "exporter" });
});

test("a total is split over GPUs too", () => {
  // At the defaults 4 × 0.04 + 16 × 0.01 + 2 × 2 = 4.32.
  const span = createSpan({ perNodeHour: 8.64 }, { gpus: 2 });

  expect(readable(nodeRates(span, false, ROUND_BOOK))).toMatchObject({ cpu: 0.08, ram: 0.02, gpu: 4 });
});

test("a spot node's total is split by the proportion of spot prices", () => {
  // At the spot defaults 4 × 0.01 + 16 × 0.002 = 0.072.
  const span = createSpan({ perNodeHour: 0.144 });

  expect(readable(nodeRates(span, true, ROUND_BOOK))).toMatchObject({ cpu: 0.02, ram: 0.004 });
});

test.each([
  { spot: false, cpu: 0.04, ram: 0.01 },
  { spot: true, cpu: 0.01, ram: 0.002 },
])("a node without a price is billed at the defaults, and says so (spot: $spot)", ({ spot, cpu, ram }) => {
  const rates = nodeRates(createSpan(null), spot, ROUND_BOOK);

  expect(readable(rates)).toEqual({ cpu, ram, gpu: 2, source: "default" });
});

test.each([
  { what: "nothing", price: {} },
  { what: "CPU alone", price: { perCpuCoreHour: 0.05 } },
  { what: "RAM alone", price: { perRamGibHour: 0.006 } },
  { what: "GPU alone", price: { perGpuHour: 3 } },
])("a price of $what is too little to go by: the defaults apply", ({ price }) => {
  expect(readable(nodeRates(createSpan(price), false, ROUND_BOOK))).toMatchObject({ source: "default" });
});

test("CPU alone and a total: the total is split", () => {
  const span = createSpan({ perCpuCoreHour: 0.05, perNodeHour: 0.16 });

  expect(readable(nodeRates(span, false, ROUND_BOOK))).toMatchObject({ cpu: 0.02, source: "exporter" });
});

test("a total of a node without any capacity cannot be split: the defaults apply", () => {
  const span = createSpan({ perNodeHour: 0.16 }, { cpuCores: 0, ramBytes: 0 });

  expect(readable(nodeRates(span, false, ROUND_BOOK))).toMatchObject({ cpu: 0.04, source: "default" });
});

test.each([
  { price: { perCpuCoreHour: -0.05, perRamGibHour: 0.006 } },
  { price: { perCpuCoreHour: NaN, perRamGibHour: 0.006 } },
  { price: { perNodeHour: Infinity } },
])("a price that is none is refused: $price", ({ price }) => {
  expect(() => nodeRates(createSpan(price), false, ROUND_BOOK)).toThrow(RangeError);
});

test("a node without GPUs and without a GPU price is wholly the exporter's", () => {
  const span = createSpan({ perCpuCoreHour: 0.05, perRamGibHour: 0.006 });

  expect(readable(nodeRates(span, false, ROUND_BOOK))).toMatchObject({ gpu: 2, source: "exporter" });
});
