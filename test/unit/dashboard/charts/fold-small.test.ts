import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Series, sumNano } from "../../../../dashboard/src/charts/geometry/chart-parts.ts";
import { foldSmallSeries } from "../../../../dashboard/src/charts/geometry/fold-small.ts";
import { stackArbitrary } from "./drawn-boxes.ts";

test("folding leaves every column's total as it was, and keeps the unknown unknown", () => {
  fc.assert(
    fc.property(stackArbitrary, fc.integer({ min: 1, max: 5 }), ({ buckets, series }, most) => {
      const folded = foldSmallSeries(series, most);

      expect(folded.length).toBeLessThanOrEqual(most + 1);
      buckets.forEach((_, index) => {
        expect(sumNano(folded.map(({ amounts }) => amounts[index]))).toBe(
          sumNano(series.map(({ amounts }) => amounts[index])),
        );
        const isUnknown = series.every(({ amounts }) => amounts[index] === null);
        expect(folded.every(({ amounts }) => amounts[index] === null)).toBe(isUnknown);
      });
    }),
  );
});

function named(key: string, nano: bigint): Series {
  return { key, label: key, kind: "named", amounts: [nano] };
}

test("the largest stay, idle stays apart, and the rest says how many it is", () => {
  const idle: Series = { key: "__idle__", label: "idle", kind: "idle", amounts: [1n] };

  const folded = foldSmallSeries([named("a", 1n), idle, named("b", 9n), named("c", 2n), named("d", 5n)], 2);

  expect(folded.map(({ label }) => label)).toEqual(["b", "d", "other (2)", "idle"]);
});
