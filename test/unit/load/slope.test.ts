import * as fc from "fast-check";
import { expect, test } from "vitest";
import { slopePerHour } from "../../load/support/slope.ts";

const HOUR_MS = 3_600_000;
const figure = fc.integer({ min: -1_000, max: 1_000 });
const moments = fc.uniqueArray(fc.integer({ min: 0, max: 10 * HOUR_MS }), { minLength: 2, maxLength: 50 });

test("samples on a line have its slope", () => {
  fc.assert(
    fc.property(figure, figure, moments, (perHour, begin, times) => {
      const samples = times.map((atMs) => ({ atMs, value: begin + (perHour * atMs) / HOUR_MS }));

      expect(slopePerHour(samples)).toBeCloseTo(perHour, 3);
    }),
  );
});

test("what goes up and down by the same does not grow", () => {
  const values = [1, 3, 3, 1];
  const samples = values.map((value, index) => ({ atMs: index * HOUR_MS, value }));

  expect(slopePerHour(samples)).toBe(0);
});

test("one moment tells nothing", () => {
  expect(slopePerHour([{ atMs: 5, value: 100 }])).toBeNaN();
});
