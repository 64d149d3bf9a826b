import { expect, test } from "vitest";
import { toPico } from "../../../../server/src/domain/prices/price.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";

// Stored hours name their book: another figure under the same name would make history lie.
test("the book default-usd@1 holds these prices for ever", () => {
  expect(DEFAULT_PRICE_BOOK).toEqual({
    name: "default-usd",
    version: 1,
    rules: [],
    discounts: [],
    currency: "USD",
    defaults: {
      perCpuCoreHour: 0.031611,
      perRamGibHour: 0.004237,
      perGpuHour: 0.95,
      perSpotCpuCoreHour: 0.006655,
      perSpotRamGibHour: 0.000892,
      perVolumeGibHour: 0.00005479452,
      perLoadBalancerHour: 0.025,
      perZoneGib: 0.01,
      perRegionGib: 0.01,
      perInternetGib: 0.12,
    },
  });
});

test.each(Object.entries(DEFAULT_PRICE_BOOK.defaults))("%s is held without rounding", (_, price) => {
  expect(Number(toPico(price)) / 1e12).toBe(price);
});

test("a spot core and a spot GiB are cheaper than ordinary ones", () => {
  const { defaults } = DEFAULT_PRICE_BOOK;

  expect(defaults.perSpotCpuCoreHour).toBeLessThan(defaults.perCpuCoreHour);
  expect(defaults.perSpotRamGibHour).toBeLessThan(defaults.perRamGibHour);
});
