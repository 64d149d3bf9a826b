import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ROW_PX, rowsInSight, scrollTopFor } from "../../../../dashboard/src/table/rows-in-sight.ts";

const COUNT = fc.integer({ min: 0, max: 12_000 });
const HEIGHT = fc.integer({ min: 0, max: 3_000 });

it("draws every row that is in sight, a few beyond, and never one that is not there", () => {
  fc.assert(
    fc.property(COUNT, HEIGHT, fc.double({ min: 0, max: 1, noNaN: true }), (count, height, far) => {
      const scrollTop = far * Math.max(0, count * ROW_PX - height);
      const { first, end } = rowsInSight({ count, scrollTop, height });

      expect(first).toBeLessThanOrEqual(Math.floor(scrollTop / ROW_PX));
      expect(end).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((scrollTop + height) / ROW_PX)));
      expect([first >= 0, first <= end, end <= count]).toEqual([true, true, true]);
      expect(end - first).toBeLessThanOrEqual(Math.ceil(height / ROW_PX) + 2 * 24 + 2 * 12);
    }),
  );
});

it("a table that has become shorter than it was scrolled draws no row that is gone", () => {
  expect(rowsInSight({ count: 300, scrollTop: 200_000, height: 600 })).toEqual({ first: 300, end: 300 });
});

it.each([
  ["is in sight", 10, 200, 200],
  ["is above", 2, 200, 2 * ROW_PX],
  ["is below", 100, 200, 100 * ROW_PX + ROW_PX - (600 - 2 * ROW_PX)],
])("a row that %s is scrolled to between the head and the foot", (_where, index, from, to) => {
  expect(scrollTopFor(index, { scrollTop: from, height: 600 })).toBe(to);
});
