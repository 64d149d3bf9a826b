import * as fc from "fast-check";
import { expect, test } from "vitest";
import { agreedPrice, devicesInTotal } from "../../../../server/src/domain/prices/agreed-price.ts";

const SIZE = { cpuCores: 8, ramGib: 32, gpus: 0 };
const PARTS = { perCpuCoreHour: 0.04, perRamGibHour: 0.01 };

const PRICES = ["perCpuCoreHour", "perRamGibHour", "perGpuHour", "perNodeHour"] as const;

test("parts that come to the total are the price", () => {
  const price = { ...PARTS, perGpuHour: 0.75, perNodeHour: 1.39 };

  expect(agreedPrice(price, { ...SIZE, gpus: 1 })).toEqual({ price, doubt: null, detail: "" });
});

test("what CPU and memory leave of the total is the accelerators'", () => {
  const agreed = agreedPrice({ ...PARTS, perNodeHour: 2.64 }, { ...SIZE, gpus: 2 });

  expect(agreed.price.perGpuHour).toBeCloseTo(1);
  expect(agreed.doubt).toBe("accelerators_priced_by_rest");
});

test.each([
  { what: "no price", price: { ...PARTS, perNodeHour: 0.64 } },
  { what: "a price of nought", price: { ...PARTS, perGpuHour: 0, perNodeHour: 0.64 } },
  { what: "a price that the total leaves out", price: { ...PARTS, perGpuHour: 0.95, perNodeHour: 0.64 } },
  { what: "a price of nought, and no total", price: { ...PARTS, perGpuHour: 0 } },
])("a total that knows nothing of accelerators, with $what for them, is split anew", ({ price }) => {
  const agreed = agreedPrice(price, { ...SIZE, gpus: 16 });

  expect(agreed.price).toEqual({ perNodeHour: expect.closeTo(0.64) });
  expect(agreed.doubt).toBe("accelerators_unpriced");
});

test("an accelerator without a price costs the default where no total is told", () => {
  expect(agreedPrice(PARTS, { ...SIZE, gpus: 1 })).toMatchObject({ price: PARTS, doubt: null });
});

test("a total of the size that the node had before is not believed", () => {
  const agreed = agreedPrice({ ...PARTS, perNodeHour: 0.16 }, SIZE);

  expect(agreed.price.perCpuCoreHour).toBe(0.04);
  expect(agreed.doubt).toBe("node_price_contradicts");
});

test("parts that are a month's price are not believed beside a sound total", () => {
  const price = { perCpuCoreHour: 0.04 * 730, perRamGibHour: 0.01 * 730, perNodeHour: 0.64 };

  expect(agreedPrice(price, SIZE).price).toEqual({ perNodeHour: 0.64 });
});

test("the total tells how many GPUs it pays for", () => {
  const price = { ...PARTS, perGpuHour: 0.75, perNodeHour: 1.39 };

  expect(devicesInTotal(price, SIZE)).toBe(1);
  expect(devicesInTotal({ ...price, perNodeHour: 1 }, SIZE)).toBeNull();
  expect(devicesInTotal(PARTS, SIZE)).toBeNull();
});

test("whatever is told, the price is the parts that were told or comes to the total", () => {
  const price = fc.double({ min: 0, max: 100, noNaN: true });
  const told = fc.record(
    { perCpuCoreHour: price, perRamGibHour: price, perGpuHour: price, perNodeHour: price },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(told, fc.integer({ min: 0, max: 16 }), (reported, gpus) => {
      const { price: agreed } = agreedPrice(reported, { ...SIZE, gpus });
      const { perCpuCoreHour: cpu, perRamGibHour: ram, perGpuHour: gpu, perNodeHour: total } = agreed;
      const parts = (cpu ?? 0) * 8 + (ram ?? 0) * 32 + (gpu ?? 0) * gpus;
      const isTold = PRICES.every((key) => agreed[key] === undefined || agreed[key] === reported[key]);

      expect(isTold || cpu === undefined || Math.abs(parts - (total ?? 0)) < 1e-6).toBe(true);
    }),
  );
});
