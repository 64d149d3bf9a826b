import * as fc from "fast-check";
import { expect, test } from "vitest";
import { timeTicks } from "../../../../dashboard/src/charts/geometry/time-ticks.ts";
import { clockIn, ZONES } from "./clocks.ts";

const HOUR_MS = 3_600_000;

test("a day on which the clocks go forward has no mark at the hour that is skipped", () => {
  const range = {
    start: Date.parse("2026-03-28T23:00:00Z"),
    end: Date.parse("2026-03-29T22:00:00Z"),
    most: 24,
  };

  const clocks = timeTicks({ ...range, timeZone: "Europe/Berlin" }).map(
    ({ at }) => clockIn("Europe/Berlin", at).hour,
  );

  expect(clocks).toEqual([0, 1, ...Array.from({ length: 21 }, (_, index) => index + 3)]);
});

test("a day on which they go back marks the hour that comes twice once", () => {
  const range = {
    start: Date.parse("2026-10-24T22:00:00Z"),
    end: Date.parse("2026-10-25T23:00:00Z"),
    most: 30,
  };

  const ticks = timeTicks({ ...range, timeZone: "Europe/Berlin" });

  expect(ticks.map(({ at }) => clockIn("Europe/Berlin", at).hour)).toEqual(
    Array.from({ length: 24 }, (_, hour) => hour),
  );
  expect((ticks[3]?.at ?? 0) - (ticks[2]?.at ?? 0)).toBe(2 * HOUR_MS);
});

test("marks of days stay at midnight of the zone on both sides of a change", () => {
  const range = {
    start: Date.parse("2026-10-20T00:00:00Z"),
    end: Date.parse("2026-10-31T00:00:00Z"),
    most: 11,
  };

  const ticks = timeTicks({ ...range, timeZone: "America/New_York" });

  expect(ticks.map(({ at }) => clockIn("America/New_York", at).hour)).toEqual(
    Array.from({ length: 11 }, () => 0),
  );
});

const rangeArbitrary = fc.record({
  start: fc.integer({ min: Date.parse("2024-01-01"), max: Date.parse("2027-01-01") }),
  span: fc.integer({ min: 1, max: 400 * 24 * HOUR_MS }),
  most: fc.integer({ min: 1, max: 12 }),
  timeZone: fc.constantFrom(...ZONES),
});

test("marks are at round clock times, in order, within the range, and no more than there is room for", () => {
  fc.assert(
    fc.property(rangeArbitrary, ({ start, span, most, timeZone }) => {
      const ticks = timeTicks({ start, end: start + span, most, timeZone });

      // Where the clocks go back a day is an hour longer, and a calendar's months are not all of 30 days.
      expect(ticks.length).toBeLessThanOrEqual(most + 2);
      ticks.forEach(({ at, unit }, index) => {
        expect(at).toBeGreaterThanOrEqual(start);
        expect(at).toBeLessThan(start + span);
        expect(at).toBeGreaterThan(ticks[index - 1]?.at ?? 0);
        const { hour, minute, day } = clockIn(timeZone, at);
        expect(minute).toBe(0);
        // Where clocks go forward at midnight a day begins at one.
        expect(unit === "hour" || hour <= 1).toBe(true);
        expect(unit === "hour" || unit === "day" || day === 1).toBe(true);
      });
    }),
  );
});
