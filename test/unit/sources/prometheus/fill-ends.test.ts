import { expect, test } from "vitest";
import { fillEnds } from "../../../../server/src/sources/prometheus/time/minute-grid.ts";

const X = Number.NaN;

function filled(usage: readonly number[], ran: readonly number[], most: number): number[] {
  return [...fillEnds(Float64Array.from(usage), Float64Array.from(ran), most)];
}

test("usage is carried to the ends of a run", () => {
  expect(filled([X, X, 3, 4, X, X], [0, 1, 1, 1, 0.3, 0], 1)).toEqual([X, 3, 3, 4, 4, X]);
});

test("it is carried no further than it was measured for", () => {
  expect(filled([X, X, 3, X, X, X], [1, 1, 1, 1, 1, 1], 1)).toEqual([X, X, 3, X, X, X]);
  expect(filled([X, X, 3, X, X, X], [1, 1, 1, 1, 1, 1], 3)).toEqual([3, 3, 3, 3, 3, 3]);
});

test("what nobody measured amid a run stays unknown", () => {
  expect(filled([2, X, X, 3], [1, 1, 1, 1], 5)).toEqual([2, X, X, 3]);
});

test("a run that nobody measured at all stays unknown", () => {
  expect(filled([2, X, X, X, 3], [1, 0, 1, 0, 1], 5)).toEqual([2, X, X, X, 3]);
});
