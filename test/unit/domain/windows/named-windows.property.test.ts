import { HOUR_MS, MINUTE_MS, WINDOW_NAMES } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lastDueEnd } from "../../../../server/src/domain/windows/due.ts";
import { monthHours } from "../../../../server/src/domain/windows/month-hours.ts";
import {
  firstHour,
  resolveRecordWindow,
  resolveWindow,
  windowBefore,
} from "../../../../server/src/domain/windows/resolve-window.ts";

const ZONES = Intl.supportedValuesOf("timeZone");
/** Zones that are parts of an hour off, that change by half an hour, at midnight, or by a whole day. */
const ODD_ZONES = [
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Eucla",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "America/St_Johns",
  "America/Caracas",
  "Asia/Tehran",
  "Asia/Pyongyang",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Cairo",
];
const FROM = Date.UTC(2001);
const TO = Date.UTC(2040);

const zones = fc.oneof(fc.constantFrom(...ODD_ZONES), fc.constantFrom(...ZONES));

/** An instant near a midnight of the zone: of a day, a month or a year. */
function nearMidnight(timeZone: string, { day, unit, minutes }: Place): number {
  const date = Temporal.Instant.fromEpochMilliseconds(day).toZonedDateTimeISO(timeZone);
  const first = { day: date, month: date.with({ day: 1 }), year: date.with({ day: 1, month: 1 }) }[unit];
  return first.startOfDay().epochMilliseconds + minutes * MINUTE_MS;
}

interface Place {
  readonly day: number;
  readonly unit: "day" | "month" | "year";
  readonly minutes: number;
}

const places = fc.record({
  day: fc.integer({ min: FROM, max: TO }),
  unit: fc.constantFrom("day", "month", "year"),
  minutes: fc.oneof(fc.integer({ min: 0, max: 70 }), fc.constantFrom(0, 15, 30, 45, 60)),
});
const names = fc.constantFrom(...WINDOW_NAMES);

test("no named window is refused because no hour has begun in it, in any zone, at any moment", () => {
  fc.assert(
    fc.property(zones, places, names, (timeZone, place, window) => {
      const now = nearMidnight(timeZone, place);

      const { start, end, dueEnd } = resolveWindow({ window, timeZone }, now);

      expect(start <= dueEnd && dueEnd <= end && end <= now).toBe(true);
      // No hour counts that is not due, and none is lost that is.
      const dueHours = Math.ceil(dueEnd / HOUR_MS) - firstHour(start) / HOUR_MS;
      expect(dueHours).toBe(
        Math.max(0, (firstHour(Math.min(end, lastDueEnd(now))) - firstHour(start)) / HOUR_MS),
      );
      const before = windowBefore({ start, end, timeZone, dueEnd });
      expect(before.start <= before.end).toBe(true);
      expect(
        monthHours({ start, end: dueEnd, timeZone }).reduce((sum, { from, to }) => sum + to - from, 0),
      ).toBe(dueHours);
    }),
  );
});

test("the first hour of a day is counted to it once it has begun, and the day holds nothing before", () => {
  fc.assert(
    fc.property(zones, places, (timeZone, place) => {
      const now = nearMidnight(timeZone, place);
      const { start, end } = resolveWindow({ window: "today", timeZone }, now);

      expect(firstHour(start) < end).toBe(now > firstHour(start));
    }),
  );
});

test("a window of records by name goes on to now, and as far back as its name says", () => {
  fc.assert(
    fc.property(zones, places, names, (timeZone, place, window) => {
      const now = nearMidnight(timeZone, place);
      const { start, end } = resolveRecordWindow({ window, timeZone }, now);
      const days = /(\d+)([hd])/.exec(window);

      expect(end === null || end <= now).toBe(true);
      if (!days) return;
      expect(end).toBeNull();
      expect((now - start) / HOUR_MS).toBe(Number(days[1]) * (days[2] === "d" ? 24 : 1));
    }),
  );
});

test("records between two instants within one hour can be asked for; nothing else is allowed that hours are not", () => {
  const now = Date.parse("2026-11-17T10:15:00Z");
  const within = { start: "2026-11-17T09:10:00Z", end: "2026-11-17T09:50:00Z" };

  expect(() => resolveWindow(within, now)).toThrow("no hour begins");
  expect(resolveRecordWindow(within, now)).toEqual({
    start: Date.parse(within.start),
    end: Date.parse(within.end),
  });
  expect(() => resolveRecordWindow({ start: within.end, end: within.start }, now)).toThrow("before end");
});
