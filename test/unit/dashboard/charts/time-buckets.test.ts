import * as fc from "fast-check";
import { expect, test } from "vitest";
import { timeBuckets } from "../../../../dashboard/src/charts/geometry/time-buckets.ts";
import { clockIn, ZONES } from "./clocks.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function dayLengths(start: string, end: string): number[] {
  const range = { start: Date.parse(start), end: Date.parse(end), timeZone: "Europe/Berlin" };
  const buckets = timeBuckets({ ...range, step: "day", unseen: [] });
  return buckets.map((bucket) => (bucket.end - bucket.start) / HOUR_MS);
}

test("days are 25 and 23 hours long where the clocks change", () => {
  expect(dayLengths("2026-10-23T22:00:00Z", "2026-10-26T23:00:00Z")).toEqual([24, 25, 24]);
  expect(dayLengths("2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z")).toEqual([24, 23, 24]);
});

test("a bucket is a gap where nothing of it was seen, and partial where some of it was", () => {
  const unseen = [
    { start: HOUR_MS, end: 1.5 * HOUR_MS, reason: "the source did not run" },
    { start: 1.5 * HOUR_MS, end: 2 * HOUR_MS, reason: "not collected yet" },
    { start: 2.5 * HOUR_MS, end: 2.6 * HOUR_MS, reason: "not collected yet" },
  ];

  const buckets = timeBuckets({ start: 0, end: 4 * HOUR_MS, step: "hour", timeZone: "UTC", unseen });

  expect(buckets.map(({ state }) => state)).toEqual(["seen", "gap", "partial", "seen"]);
  expect(buckets[1]?.reason).toBe("the source did not run; not collected yet");
});

test("weeks begin on Mondays and months on their first", () => {
  const range = {
    start: Date.parse("2026-01-01"),
    end: Date.parse("2026-03-10"),
    timeZone: "UTC",
    unseen: [],
  };

  expect(timeBuckets({ ...range, step: "week" })[1]?.start).toBe(Date.parse("2026-01-05"));
  expect(timeBuckets({ ...range, step: "month" }).map(({ start }) => start)).toEqual(
    ["2026-01-01", "2026-02-01", "2026-03-01"].map((day) => Date.parse(day)),
  );
});

test("buckets tile the window, and begin with hours and days of the clock", () => {
  const range = fc.record({
    start: fc.integer({ min: Date.parse("2024-01-01"), max: Date.parse("2027-01-01") }),
    span: fc.integer({ min: 1, max: 40 * DAY_MS }),
    step: fc.constantFrom("hour", "day", "week", "month"),
    timeZone: fc.constantFrom(...ZONES),
  });
  fc.assert(
    fc.property(range, ({ start, span, step, timeZone }) => {
      const buckets = timeBuckets({ start, end: start + span, step, timeZone, unseen: [] });

      expect(buckets[0]?.start).toBe(start);
      expect(buckets.at(-1)?.end).toBe(start + span);
      for (const [index, bucket] of buckets.entries()) {
        expect(bucket.end).toBeGreaterThan(bucket.start);
        if (index === 0) continue;
        expect(bucket.start).toBe(buckets[index - 1]?.end);
        expect(step === "hour" || clockIn(timeZone, bucket.start).minute === 0).toBe(true);
      }
    }),
  );
});
