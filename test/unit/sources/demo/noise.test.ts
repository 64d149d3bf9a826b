import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lettersOf, uuidOf } from "../../../../server/src/sources/demo/names.ts";
import { drift, hashText, mix, unit } from "../../../../server/src/sources/demo/noise.ts";

const hashes = fc.integer({ min: 0, max: 0xffff_ffff });

// Should these change, every demo cluster in the world would get new pods and new costs for its past.
test("hashes are what they have always been", () => {
  expect(hashText("kubecent")).toBe(2_988_016_017);
  expect(mix(1, 2)).toBe(232_174_035);
  expect(uuidOf("kubecent")).toBe("b2198191-d233-42eb-a3c8-9a123d7dcf05");
  expect(lettersOf("kubecent", 5)).toBe("wrb5d");
});

test("hashes of neighbours have nothing in common", () => {
  const values = Array.from({ length: 10_000 }, (_, index) => unit(mix(42, index)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const tenths = Map.groupBy(values, (value) => Math.floor(value * 10));

  expect(mean).toBeCloseTo(0.5, 1);
  expect(tenths.size).toBe(10);
  for (const tenth of tenths.values()) expect(Math.abs(tenth.length - 1000)).toBeLessThan(150);
});

test("drift stays within its bounds and has no jumps", () => {
  fc.assert(
    fc.property(hashes, fc.double({ min: 0, max: 1e7, noNaN: true }), (hash, position) => {
      const here = drift(hash, position);

      expect(Math.abs(here)).toBeLessThanOrEqual(1);
      expect(Math.abs(drift(hash, position + 0.001) - here)).toBeLessThan(0.01);
    }),
  );
});
