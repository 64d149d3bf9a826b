import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FILE_PATIENCE, Pace } from "../../../../server/src/http/exports/watch-reader.ts";

const LOOK_MS = 5_000;

/** When a reader is cut off who has taken so much at each look, in seconds; null where that is not within the file's time. */
function cutAfterSeconds(acceptedAt: (seconds: number) => number): number | null {
  const pace = new Pace(FILE_PATIENCE, { at: 0, accepted: 0, isWaited: true });
  for (let at = LOOK_MS; at <= FILE_PATIENCE.wholeMs; at += LOOK_MS) {
    if (pace.isTooSlow({ at, accepted: acceptedAt(at / 1_000), isWaited: true })) return at / 1_000;
  }
  return null;
}

test.each([5_000, 30_000, 1_000_000])("a steady reader of %d bytes a second is never cut off", (rate) => {
  expect(cutAfterSeconds((seconds) => rate * seconds)).toBeNull();
});

test("nor is one whose machine takes lumps that last for minutes", () => {
  const lumps = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(fc.double({ min: 5_000, max: 50_000, noNaN: true }), lumps, (rate, lump) => {
      const taken = (seconds: number): number => (Math.floor((rate * seconds) / lump) + 1) * lump;
      expect(cutAfterSeconds(taken)).toBeNull();
    }),
  );
});

test.each([
  { what: "has taken nothing", first: 0, seconds: 65 },
  { what: "has filled some hundred kilobytes of buffers", first: 400_000, seconds: 160 },
  { what: "has taken megabytes at once", first: 9_000_000, seconds: 310 },
])("one who $what and reads no more is cut off after $seconds s", ({ first, seconds }) => {
  expect(cutAfterSeconds(() => first)).toBe(seconds);
});

function slowing(seconds: number): number {
  return Math.min(seconds, 300) * 1_000_000 + Math.max(0, seconds - 300) * 1_000;
}

test("one who slows down to less than the least is cut off too, however fast before", () => {
  expect(cutAfterSeconds(slowing)).toBeLessThan(750);
});

test("time in which nothing is ready counts for nobody", () => {
  const pace = new Pace(FILE_PATIENCE, { at: 0, accepted: 0, isWaited: true });
  for (let at = 0; at < 1_000_000; at += LOOK_MS) {
    expect(pace.isTooSlow({ at, accepted: 0, isWaited: at % 10_000 === 0 })).toBe(false);
  }
});
