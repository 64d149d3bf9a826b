import * as fc from "fast-check";
import { expect, test } from "vitest";
import "../../../support/property-runs.ts";
import { roundest } from "../../../../server/src/domain/advice/roundest.ts";

const MIB = 1_048_576;

test("what was written in thousandths of a core, or in MiB, is found again from whole hours of any number of pods", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 64_000 }), fc.integer({ min: 0, max: 524_288 }), (milli, mib) => {
      const told = { share: 0, likely: null };
      const nanoHours = Math.round(milli * 1e6) / 1e9;
      expect(roundest(nanoHours, { resource: "cpu", ...told })).toBe(milli / 1_000);
      const gibHours = Math.round((mib / 1_024) * 1e9) / 1e9;
      expect(roundest(gibHours * 1_024 * MIB, { resource: "ram", ...told })).toBe(mib * MIB);
    }),
  );
});

test.each([
  ["a part of an hour", 0.49971, { resource: "cpu", share: 0.001, likely: null }, 0.5],
  [
    "a limit that it may be",
    2_146_236_133,
    { resource: "ram", share: 0.001, likely: 2_048 * MIB },
    2_048 * MIB,
  ],
  [
    "a limit that it may be, odd as that is",
    0.3333,
    { resource: "cpu", share: 0.001, likely: 0.3334 },
    0.3334,
  ],
  ["an hour in which two sizes ran", 0.61234, { resource: "cpu", share: 0.0001, likely: 1 }, 0.61234],
  ["no request", 0, { resource: "ram", share: 0, likely: null }, 0],
] as const)("%s", (_, average, told, written) => {
  expect(roundest(average, told)).toBe(written);
});
