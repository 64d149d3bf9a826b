import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
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
