import { CostError, DAY_MS, formatInstant, HOUR_MS, type WindowQuery } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isClosed, lastDueEnd, nextDueAt } from "../../../../server/src/domain/windows/due.ts";
import {
  firstHour,
  resolveWindow,
  windowBefore,
} from "../../../../server/src/domain/windows/resolve-window.ts";

/** A Tuesday, a quarter past ten in UTC. */
const NOW = Date.parse("2026-11-17T10:15:00Z");

function resolved(query: WindowQuery, now = NOW): { start: string; end: string; dueEnd: string } {
  const { start, end, dueEnd } = resolveWindow(query, now);
  return { start: formatInstant(start), end: formatInstant(end), dueEnd: formatInstant(dueEnd) };
}

function refusalOf(query: WindowQuery): CostError {
  try {
    resolveWindow(query, NOW);
  } catch (error) {
    if (error instanceof CostError) return error;
  }
  throw new Error("The window was not refused");
}

test.each([
  { window: "24h", start: "2026-11-16T10:00:00Z", end: "2026-11-17T10:00:00Z" },
  { window: "7d", start: "2026-11-10T10:00:00Z", end: "2026-11-17T10:00:00Z" },
  { window: "last30d", start: "2026-10-18T10:00:00Z", end: "2026-11-17T10:00:00Z" },
  { window: "yesterday", start: "2026-11-16T00:00:00Z", end: "2026-11-17T00:00:00Z" },
  { window: "lastWeek", start: "2026-11-09T00:00:00Z", end: "2026-11-16T00:00:00Z" },
  { window: "lastMonth", start: "2026-10-01T00:00:00Z", end: "2026-11-01T00:00:00Z" },
] as const)("$window is due whole", ({ window, start, end }) => {
  expect(resolved({ window })).toEqual({ start, end, dueEnd: end });
});

test.each([
  { window: "today", start: "2026-11-17T00:00:00Z" },
  { window: "monthToDate", start: "2026-11-01T00:00:00Z" },
] as const)("$window ends now, with what is not due yet pending", ({ window, start }) => {
  expect(resolved({ window })).toEqual({
    start,
    end: "2026-11-17T10:15:00Z",
    dueEnd: "2026-11-17T10:00:00Z",
  });
});

test.each([
  { timeZone: "Europe/Berlin", start: "2026-10-24T22:00:00Z", hours: 25 },
  { timeZone: "America/New_York", start: "2026-10-25T04:00:00Z", hours: 24 },
  { timeZone: "Asia/Kolkata", start: "2026-10-24T18:30:00Z", hours: 24 },
  { timeZone: "Australia/Lord_Howe", start: "2026-10-24T13:00:00Z", hours: 24 },
])("yesterday in $timeZone on the night of the change has $hours hours", ({ timeZone, start, hours }) => {
  const noonAfter = Date.parse("2026-10-26T12:00:00Z");

  const window = resolveWindow({ window: "yesterday", timeZone }, noonAfter);

  expect(formatInstant(window.start)).toBe(start);
  expect((window.end - window.start) / HOUR_MS).toBe(hours);
});

test.each<{ query: WindowQuery; field: string }>([
  { query: { start: "2026-11-16T00:00:00Z" }, field: "end" },
  { query: { end: "2026-11-16T00:00:00Z" }, field: "start" },
  { query: { start: "2026-11-17T00:00:00Z", end: "2026-11-16T00:00:00Z" }, field: "start" },
  { query: { start: "2026-11-16T00:00:00Z", end: "2026-11-16T00:00:00Z" }, field: "start" },
  { query: { start: "1970-01-01T00:00:00Z", end: "2026-11-16T00:00:00Z" }, field: "start" },
  { query: { start: "2030-01-01T00:00:00Z", end: "2031-01-01T00:00:00Z" }, field: "start" },
  { query: { start: "2020-01-01T00:00:00Z", end: "2026-01-01T00:00:00Z" }, field: "end" },
  { query: { start: "2026-11-16T00:10:00Z", end: "2026-11-16T00:50:00Z" }, field: "start" },
  { query: { window: "24h", start: "2026-11-16T00:00:00Z", end: "2026-11-17T00:00:00Z" }, field: "window" },
])("refuses $query and names $field", ({ query, field }) => {
  const refusal = refusalOf(query);

  expect(refusal.code).toBe("WINDOW_INVALID");
  expect(refusal.details.map((detail) => detail.field)).toEqual([field]);
});

test("a window that holds no hour's beginning is told which one is nearest", () => {
  const { message } = refusalOf({ start: "2026-11-16T00:10:00Z", end: "2026-11-16T00:50:00Z" });

  expect(message).toContain("2026-11-16T00:00:00Z to 2026-11-16T01:00:00Z");
});

test("days of any zone follow each other: no hour belongs to two of them, and none to no day", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 700 }), (timeZone, day) => {
      const now = Date.parse("2026-01-02T12:00:00Z") + day * DAY_MS;
      const one = resolveWindow({ window: "yesterday", timeZone }, now);
      const next = resolveWindow({ window: "yesterday", timeZone }, now + DAY_MS);

      expect(firstHour(next.start)).toBe(firstHour(one.end));
    }),
  );
});

test("the window before has the same length and ends where this one starts", () => {
  const window = resolveWindow({ window: "7d" }, NOW);

  const before = windowBefore(window);

  expect(before.end).toBe(window.start);
  expect(before.end - before.start).toBe(window.end - window.start);
});

test("an hour is due ten minutes after its end and closed three hours after it", () => {
  const end = Date.parse("2026-11-17T10:00:00Z");

  expect(lastDueEnd(end + 9 * 60_000)).toBe(end - HOUR_MS);
  expect(lastDueEnd(end + 10 * 60_000)).toBe(end);
  expect(nextDueAt(end)).toBe(end + 10 * 60_000);
  expect(isClosed(end - HOUR_MS, end + 3 * HOUR_MS - 1)).toBe(false);
  expect(isClosed(end - HOUR_MS, end + 3 * HOUR_MS)).toBe(true);
});
