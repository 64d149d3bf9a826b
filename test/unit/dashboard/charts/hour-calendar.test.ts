import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hourCalendar } from "../../../../dashboard/src/charts/geometry/hour-calendar.ts";
import { clockIn, ZONES } from "./clocks.ts";

const HOUR_MS = 3_600_000;
const NOTHING = { seen: new Map<number, number>(), gaps: [], pendingFrom: Infinity };

test("an hour is seen, seen in part, a gap with its reason, or not complete yet", () => {
  const seen = new Map([
    [0, 1],
    [HOUR_MS, 0.5],
    [2 * HOUR_MS, 0],
  ]);
  const gaps = [{ start: 1.5 * HOUR_MS, end: 4 * HOUR_MS, reason: "the source did not run" }];

  const [day] = hourCalendar({
    start: 0,
    end: 5 * HOUR_MS,
    timeZone: "UTC",
    seen,
    gaps,
    pendingFrom: 4 * HOUR_MS,
  });

  expect(day?.hours.map(({ state, reason }) => [state, reason])).toEqual([
    ["seen", undefined],
    ["partial", "the source did not run"],
    ["gap", "the source did not run"],
    ["gap", "the source did not run"],
    ["pending", undefined],
  ]);
});

function clockHours(start: string, end: string): number[] | undefined {
  const range = { start: Date.parse(start), end: Date.parse(end), timeZone: "Europe/Berlin" };
  return hourCalendar({ ...NOTHING, ...range })[0]?.hours.map(({ clockHour }) => clockHour);
}

test("the day on which the clocks go back has its hour twice, the day on which they go forward lacks one", () => {
  expect(clockHours("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")?.slice(0, 5)).toEqual([0, 1, 2, 2, 3]);
  expect(clockHours("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")?.slice(0, 4)).toEqual([0, 1, 3, 4]);
});

test("every hour of a window stands once, on its day, under what its clock shows", () => {
  const range = fc.record({
    firstHour: fc.integer({
      min: Date.parse("2024-01-01") / HOUR_MS,
      max: Date.parse("2027-01-01") / HOUR_MS,
    }),
    count: fc.integer({ min: 1, max: 400 }),
    timeZone: fc.constantFrom(...ZONES),
  });
  fc.assert(
    fc.property(range, ({ firstHour, count, timeZone }) => {
      const start = firstHour * HOUR_MS;
      const days = hourCalendar({ ...NOTHING, start, end: start + count * HOUR_MS, timeZone });

      const hours = days.flatMap((day) =>
        day.hours.map((hour) => ({ ...hour, day: Number(day.day.slice(8)) })),
      );
      expect(hours.map((hour) => hour.start)).toEqual(
        Array.from({ length: count }, (_, at) => start + at * HOUR_MS),
      );
      for (const hour of hours)
        expect(clockIn(timeZone, hour.start)).toMatchObject({ hour: hour.clockHour, day: hour.day });
    }),
  );
});
