import * as fc from "fast-check";
import { expect, test } from "vitest";
import { percentilesOf } from "../../../bench/measure/percentiles.ts";

test("of a hundred values the 50th, 95th and 99th are told", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect(percentilesOf(values)).toEqual({ p50: 50, p95: 95, p99: 99 });
});

test("each percentile is a value that was measured, and none is below a lower one", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const { p50, p95, p99 } = percentilesOf(values);

      expect(values).toEqual(expect.arrayContaining([p50, p95, p99]));
      expect(p50).toBeLessThanOrEqual(p95);
      expect(p95).toBeLessThanOrEqual(p99);
    }),
  );
});
