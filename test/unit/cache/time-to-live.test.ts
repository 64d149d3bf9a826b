import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cacheTtlMs, lifetime } from "../../../server/src/cache/time-to-live.ts";

const SETTINGS = {
  cacheTtlSeconds: 300,
  cacheEndpoints: { "/api/v1/cost/cluster": 600, "/api/v1/cost/pods": 0 },
};

test.each([
  { path: "/api/v1/cost/cluster", ms: 600_000 },
  { path: "/api/v1/cost/pods", ms: 0 },
  { path: "/api/v1/cost/nodes", ms: 300_000 },
  { path: "constructor", ms: 300_000 },
])("answers of $path are kept for $ms ms", ({ path, ms }) => {
  expect(cacheTtlMs(SETTINGS, path)).toBe(ms);
});

test("nothing is fresh for longer than was allowed, nor for less than nine tenths of it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 86_400_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (ms, chance) => {
        const { freshUntil, staleUntil } = lifetime(0, ms, () => chance);

        expect(freshUntil).toBeLessThanOrEqual(ms * (1 + 1e-12));
        expect(freshUntil).toBeGreaterThanOrEqual(ms * 0.9 * (1 - 1e-12));
        expect(staleUntil - freshUntil).toBeCloseTo(ms, 3);
      },
    ),
  );
});
