import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ListedType } from "../../../../../server/src/domain/prices/list/price-list.ts";
import { hostRates, splitPrice } from "../../../../../server/src/domain/prices/list/split-price.ts";
import { readCloudPrices } from "../../../../../server/src/price-list/read-cloud-prices.ts";

const SIZE = fc.record({
  name: fc.constant("m5.large"),
  cpuCores: fc.integer({ min: 0, max: 1_000_000 }).map((thousandths) => thousandths / 1_000),
  ramMib: fc.integer({ min: 0, max: 30_000_000 }),
  gpus: fc.integer({ min: 0, max: 16 }),
});
const RATES = fc.option(
  fc.record({
    cpuNano: fc.bigInt({ min: 0n, max: 1_000_000_000n }),
    ramNano: fc.bigInt({ min: 0n, max: 1_000_000_000n }),
  }),
);

test("the parts add up to the price to the pico, and none is negative", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), SIZE, RATES, (pico, type, rates) => {
      const { cpuPico, ramPico, gpuPico } = splitPrice(pico, type, rates);
      expect(cpuPico + ramPico + gpuPico).toBe(pico);
      expect([cpuPico, ramPico, gpuPico].filter((part) => part < 0n)).toEqual([]);
    }),
  );
});

test("without GPUs nothing is theirs, and without rates a core is worth 8.8 GiB", () => {
  const type: ListedType = { name: "x", cpuCores: 2, ramMib: 8 * 1_024, gpus: 0 };
  expect(splitPrice(256_000n, type, null)).toEqual({ cpuPico: 176_000n, ramPico: 80_000n, gpuPico: 0n });
});

test.each([
  ["aws", "us-east-1", "m5.large", 8.8],
  ["aws", "us-east-1", "m7g.large", 8.8],
  ["aws", "ap-southeast-2", "m5.large", 11.48],
  ["gcp", "us-central1", "n2-standard-4", 7.46],
  ["gcp", "us-central1", "c3-standard-4", 8.8],
] as const)(
  "hosts of %s in %s like %s charge a core as %s times a GiB",
  async (cloud, region, type, ratio) => {
    const prices = await readCloudPrices(cloud, { wanted: (each) => each === region });
    const listed = prices.types.get(type);
    const here = prices.regions.get(region);
    const rates = listed && here ? hostRates(prices, here, listed) : null;
    expect(Number(rates?.cpuNano) / Number(rates?.ramNano)).toBeCloseTo(ratio, 1);
  },
);

test("of a machine with GPUs these get what its host leaves: three quarters of a p5.48xlarge", async () => {
  const prices = await readCloudPrices("aws", { wanted: () => false });
  const type = prices.types.get("p5.48xlarge");
  const price = prices.base.types.get("p5.48xlarge");
  expect(type?.gpus).toBe(8);
  if (!type || !price) throw new Error("The list has no p5.48xlarge");
  const { gpuPico } = splitPrice(price.pico, type, hostRates(prices, prices.base, type));
  expect(Number(gpuPico) / Number(price.pico)).toBeCloseTo(0.75, 1);
});
