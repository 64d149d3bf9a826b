import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { customPrice, readCustomType } from "../../../../../server/src/domain/prices/list/custom-type.ts";
import { listRates, type PriceLists } from "../../../../../server/src/domain/prices/list/list-price.ts";
import { BYTES_PER_GIB } from "../../../../../server/src/domain/units.ts";
import { priceShelf } from "../../../../../server/src/price-list/price-shelf.ts";

const NODE = {
  providerId: "gce://project/us-central1-b/node-1",
  region: "us-central1",
  labels: {},
  capacityType: "on-demand" as const,
  gpus: 0,
};

let lists: PriceLists = [];
beforeAll(async () => {
  lists = await priceShelf()([{ ...NODE, instanceType: "e2-standard-4" }]);
});

/** What an hour of a whole machine of a size costs, in dollars. */
function hourOf(instanceType: string, cpuCores: number, ramGib: number): Record<string, unknown> | null {
  const rates = listRates({ ...NODE, instanceType, cpuCores, ramBytes: ramGib * BYTES_PER_GIB }, lists);
  if (!rates) return null;
  const dollars = (cpuCores * Number(rates.cpu) + ramGib * Number(rates.ram)) / 1e12;
  return { dollars, source: rates.source, rule: rates.rule };
}

test.each<[string, [cores: number, gib: number], number, string]>([
  // Google's prices of such cores and GiB in Iowa: 0.033174 and 0.004446 for N1 and N2, 0.028877 and 0.00387 for N2D.
  ["n2-custom-4-16384", [4, 16], 4 * 0.033174 + 16 * 0.004446, "estimate"],
  ["custom-4-16384", [4, 16], 4 * 0.033174 + 16 * 0.004446, "estimate"],
  ["n1-custom-2-8192", [2, 8], 2 * 0.033174 + 8 * 0.004446, "estimate"],
  ["n2d-custom-8-32768", [8, 32], 8 * 0.028877 + 32 * 0.00387, "estimate"],
  ["e2-custom-2-4096", [2, 4], 2 * 0.02289 + 4 * 0.003067, "estimate"],
  // Four cores bring 32 GiB; the other eight cost twice as much.
  ["n2-custom-4-40960-ext", [4, 40], 4 * 0.033174 + 48 * 0.004446, "estimate"],
  // A fourth of a core.
  ["e2-custom-micro-2048", [2, 2], 0.25 * 0.02289 + 2 * 0.003067, "estimate"],
  ["n4-custom-6-12288", [6, 12], 6 * 0.03119 + 12 * 0.00354, "list"],
])("%s costs what its family's cores and memory do", (type, [cores, gib], dollars, source) => {
  const found = hourOf(type, cores, gib);
  expect(found).toMatchObject({
    source,
    rule: expect.stringContaining(`in us-central1 for ${type}, on demand`),
  });
  expect(Number(found?.["dollars"]) / dollars).toBeCloseTo(1, 2);
});

test.each<[string, number, number, number]>([
  ["e2-micro", 2, 1, 0.00838],
  ["e2-small", 2, 2, 0.01675],
  ["e2-medium", 2, 4, 0.0335],
  ["f1-micro", 1, 0.6, 0.0076],
  ["g1-small", 1, 1.7, 0.0257],
])("%s, which shares its cores, costs its own list price", (type, cores, gib, dollars) => {
  const found = hourOf(type, cores, gib);
  expect(found).toMatchObject({ source: "list" });
  expect(Number(found?.["dollars"]) / dollars).toBeCloseTo(1, 2);
});

test("the rule of a size made to measure tells what was added, and to what", () => {
  expect(hourOf("n2-custom-4-40960-ext", 4, 40)?.["rule"]).toBe(
    "estimated from list 2026-08-03, rates of n2 in us-central1 for n2-custom-4-40960-ext, on demand, " +
      "with 5 % for a size made to measure, twice the rate for extended memory (usually 2 to 2.3 times)",
  );
});

test.each(["q9-custom-2-4096", "n2-custom-x", "n2-custom-2", "custom-2-4096-fast"])(
  "%s is no size that a price can be told of",
  (type) => {
    expect(hourOf(type, 2, 4)).toBeNull();
  },
);

test("a machine made to measure costs as much as a listed one of its size where nothing is added", () => {
  const sizes = fc.record({
    cores: fc.integer({ min: 1, max: 96 }),
    mib: fc.integer({ min: 512, max: 786_432 }),
  });
  fc.assert(
    fc.property(sizes, ({ cores, mib }) => {
      const type = readCustomType(`n4-custom-${cores}-${mib}`);
      if (!type) throw new Error("a custom type was expected");
      const { pico } = customPrice(type, { cpuNano: 31_190_000n, ramNano: 3_540_000n });
      const plain = BigInt(cores) * 31_190_000_000n + (BigInt(mib) * 3_540_000_000n) / 1_024n;
      expect(pico).toBe(plain);
    }),
  );
});
