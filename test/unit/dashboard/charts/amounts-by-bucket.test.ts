import { expect, test } from "vitest";
import { amountsByBucket, timeBuckets } from "../../../../dashboard/src/charts/geometry/time-buckets.ts";

const HOUR_MS = 3_600_000;

test("a bucket without a row is nothing where it was seen, and unknown where it was not", () => {
  const unseen = [{ start: HOUR_MS, end: 2 * HOUR_MS, reason: "the source did not run" }];
  const buckets = timeBuckets({ start: 0, end: 3 * HOUR_MS, step: "hour", timeZone: "UTC", unseen });

  expect(amountsByBucket(buckets, [{ start: 0, nano: 7n }])).toEqual([7n, null, 0n]);
});

test("what a gap cost as far as it is known is kept, so that sums stay whole", () => {
  const unseen = [{ start: 0, end: HOUR_MS, reason: "the source did not run" }];
  const buckets = timeBuckets({ start: 0, end: HOUR_MS, step: "hour", timeZone: "UTC", unseen });

  expect(amountsByBucket(buckets, [{ start: 0, nano: 7n }])).toEqual([7n]);
});

// PostgreSQL cuts hours by the zone's clock: those of Kolkata begin at half past in UTC.
test.each([
  { step: "hour" as const, row: "2026-11-01T23:30:00Z", index: 0 },
  { step: "hour" as const, row: "2026-11-02T00:30:00Z", index: 1 },
  { step: "day" as const, row: "2026-11-01T18:30:00Z", index: 0 },
  { step: "day" as const, row: "2026-11-02T18:30:00Z", index: 1 },
])(
  "a $step of Kolkata that begins at $row is bucket $index of a window that begins at midnight UTC",
  (each) => {
    const range = { start: Date.parse("2026-11-02T00:00:00Z"), end: Date.parse("2026-11-04T00:00:00Z") };
    const buckets = timeBuckets({ ...range, step: each.step, timeZone: "Asia/Kolkata", unseen: [] });

    const amounts = amountsByBucket(buckets, [{ start: Date.parse(each.row), nano: 1n }]);

    expect(amounts.indexOf(1n)).toBe(each.index);
  },
);
