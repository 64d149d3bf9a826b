import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  believableCounts,
  believablePrices,
  believableSizes,
} from "../../../../server/src/sources/prometheus/series/believable.ts";
import { minute, seriesOf } from "./support/series-of.ts";

const BOUNDS = { usual: 0.03, most: 1e6 };

function prices(...values: number[]): number[] {
  const points = values.map((value, index) => [minute(index), value] as const);
  return [...believablePrices([seriesOf({}, points)], BOUNDS).values];
}

function sizes(...values: number[]): number[] {
  const points = values.map((value, index) => [minute(index), value] as const);
  return [...believableSizes([seriesOf({}, points)], 2 ** 60).values];
}

test.each([
  { what: "no number", odd: Number.NaN },
  { what: "a negative", odd: -1 },
  { what: "infinity", odd: Number.POSITIVE_INFINITY },
  { what: "2^64", odd: 2 ** 64 },
  { what: "a nought", odd: 0 },
  { what: "499 times the price", odd: 19.96 },
  { what: "a twentieth of the price", odd: 0.002 },
])("$what among prices is not believed", ({ odd }) => {
  expect(prices(0.04, 0.04, odd, 0.04)).toEqual([0.04, 0.04, 0.04]);
});

test("a slip that stays is not believed: the price that is nearer to the usual one is", () => {
  expect(prices(0.04, 0.04, 29.2, 29.2, 29.2)).toEqual([0.04, 0.04]);
  expect(prices(29.2, 29.2, 29.2, 0.04)).toEqual([0.04]);
});

test("a spike of several samples is not believed", () => {
  expect(prices(0.04, 0.8, 0.81, 0.8, 0.04)).toEqual([0.04, 0.04]);
});

test("a price that changes by a plausible factor is believed, and so is one that comes back", () => {
  expect(prices(0.04, 0.12, 0.12)).toEqual([0.04, 0.12, 0.12]);
  expect(prices(0.04, 0.12, 0.04)).toEqual([0.04, 0.12, 0.04]);
});

test("what is free all the time is free", () => {
  expect(prices(0, 0, 0)).toEqual([0, 0, 0]);
});

test.each([
  { what: "nought", odd: 0 },
  { what: "no number", odd: Number.NaN },
  { what: "a negative", odd: -5 },
  { what: "2^63", odd: 2 ** 63 },
  { what: "a smaller one for a while", odd: 40 },
  { what: "a greater one for a while", odd: 4_000 },
])("$what among sizes is not believed", ({ odd }) => {
  expect(sizes(100, 100, odd, 100)).toEqual([100, 100, 100]);
});

test("a volume that grows is believed", () => {
  expect(sizes(100, 100, 500, 500)).toEqual([100, 100, 500, 500]);
});

test("whatever is told, what is believed was told, and bounded; sound prices are believed all", () => {
  const value = fc.oneof(fc.double(), fc.double({ min: 0.01, max: 0.09, noNaN: true }));
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const believed = prices(...values);

      expect(believed.every((each) => each >= 0 && each <= 1e6 && values.includes(each))).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 0.09, noNaN: true })), (values) => {
      expect(prices(...values)).toEqual(values);
    }),
  );
});

test("what is not believed is told, with its times; the rest keeps its own", () => {
  const points = [0.04, 19.96, 0.05].map((value, index) => [minute(index), value] as const);

  const { times, values, refused } = believablePrices([seriesOf({}, points)], BOUNDS);

  expect([...times].map((time) => (time - minute(0)) / 60_000)).toEqual([0, 2]);
  expect([...values]).toEqual([0.04, 0.05]);
  expect([...refused.times]).toEqual([minute(1)]);
  expect([...refused.values]).toEqual([19.96]);
});

test("bounds belong to what they bound: the highest price, and a hundred times the others", () => {
  expect(prices(1e6, 1e6)).toEqual([1e6, 1e6]);
  expect(prices(1e6 + 1)).toEqual([]);
  expect(prices(0.04, 4, 4)).toEqual([0.04, 4, 4]);
  expect(prices(0.04, 4.01, 4.01)).toEqual([0.04]);
  expect(prices(0.000_4, 0.000_4, 0.04, 0.04)).toEqual([0.000_4, 0.000_4, 0.04, 0.04]);
  expect(prices(0.000_39, 0.000_39, 0.04, 0.04)).toEqual([0.04, 0.04]);
});

test("a price beyond the bounds never tells which of the others are in proportion", () => {
  const points = [2e6, 5, 5].map((value, index) => [minute(index), value] as const);

  const { values } = believablePrices([seriesOf({}, points)], { usual: 3e6, most: 1e6 });

  expect([...values]).toEqual([5, 5]);
});

test("a spike is ten times or more beside prices that are alike", () => {
  expect(prices(0.04, 0.4, 0.04)).toEqual([0.04, 0.4, 0.04]);
  expect(prices(0.04, 0.41, 0.04)).toEqual([0.04, 0.04]);
  expect(prices(0.04, 0.61, 0.06)).toEqual([0.04, 0.06]);
  expect(prices(0.04, 0.7, 0.061)).toEqual([0.04, 0.7, 0.061]);
});

test.each([
  { told: [100, 90, 100], kept: [100, 100], what: "a little less for a while" },
  { told: [100, 80, 90, 120], kept: [100, 120], what: "less for two samples" },
  { told: [100, 90, 90], kept: [100, 90, 90], what: "less from then on" },
  { told: [100, 120, 120], kept: [100, 120, 120], what: "more from then on" },
  { told: [90, 100, 95, 100], kept: [90, 100, 100], what: "less than the greatest before" },
  { told: [Number.NaN, 100, 90, 2 ** 62], kept: [100, 90], what: "less than what is not believed itself" },
  { told: [2 ** 62, 90, 100], kept: [90, 100], what: "less than what was not believed before" },
])("sizes: $what", ({ told, kept }) => {
  expect(sizes(...told)).toEqual(kept);
});

test("a size beyond all disks is a form where all samples tell it, and nonsense beside one that is none", () => {
  expect(sizes(2 ** 60, 2 ** 60)).toEqual([2 ** 60, 2 ** 60]);
  expect(sizes(2 ** 60, 100, 100)).toEqual([100, 100]);
  expect(sizes(0, 2 ** 61)).toEqual([2 ** 61]);
  expect(sizes(-1, 2 ** 61, 2 ** 61)).toEqual([2 ** 61, 2 ** 61]);
});

test("a count is whole or not, but no less than nothing and no more than the most", () => {
  const points = [0, 8, 0.5, -1, Number.NaN, 64, 65].map((value, index) => [minute(index), value] as const);

  const { values, refused } = believableCounts([seriesOf({}, points)], 64);

  expect([...values]).toEqual([0, 8, 0.5, 64]);
  expect([...refused.values]).toEqual([-1, Number.NaN, 65]);
});
