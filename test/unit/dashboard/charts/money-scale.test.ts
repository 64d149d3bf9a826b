import * as fc from "fast-check";
import { expect, test } from "vitest";
import { moneyScale } from "../../../../dashboard/src/charts/geometry/money-scale.ts";

test.each([
  { most: 0, ticks: [0, 0.5, 1] },
  { most: 97, ticks: [0, 50, 100] },
  { most: 3.2, ticks: [0, 2, 4] },
  { most: 1e-9, ticks: [0, 5e-10, 1e-9] },
  { most: 1_234_567, ticks: [0, 1_000_000, 2_000_000] },
])("an axis up to $most has ticks at $ticks", ({ most, ticks }) => {
  expect(moneyScale({ least: 0, most, pixels: 100 }).ticks).toEqual(ticks);
});

test.each([
  { least: -1e-9, most: 30, bottom: 0 },
  { least: -1, most: 30, bottom: -20 },
  { least: -1e-9, most: 0, bottom: -1e-9 },
])("an axis from $least to $most begins at $bottom: what cannot be drawn does not move it", (range) => {
  const scale = moneyScale({ least: range.least, most: range.most, pixels: 160 });
  expect(scale.least).toBe(range.bottom);
});

test("an axis holds zero and all amounts, its ticks rise evenly and it is no emptier than it must be", () => {
  const amounts = fc.double({ min: -1e9, max: 1e12, noNaN: true }).map((amount) => Number(amount.toFixed(9)));
  fc.assert(
    fc.property(amounts, amounts, fc.integer({ min: 1, max: 1_000 }), (one, other, pixels) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const { least, most, ticks, at } = moneyScale({ least: low, most: high, pixels });

      const slack = 1e-6 * (most - least);
      const halfPixel = Math.max(0, high) / pixels / 2;
      expect(least).toBeLessThanOrEqual(Math.min(0, low) + slack + halfPixel);
      expect(most).toBeGreaterThanOrEqual(Math.max(0, high) - slack);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(at(least)).toBe(0);
      expect(at(most)).toBeCloseTo(pixels, 6);
      const step = (most - least) / (ticks.length - 1);
      ticks.forEach((tick, index) =>
        expect(Math.abs(tick - (least + index * step))).toBeLessThanOrEqual(slack),
      );
    }),
  );
});
