import {
  CostError,
  DAY_MS,
  formatInstant,
  HOUR_MS,
  hourOf,
  type Instant,
  type WindowName,
  type WindowQuery,
} from "@kubecent/shared";
import { lastDueEnd } from "./due.ts";

/** A stretch of time that has been asked for: half-open, and how much of it is due. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: string;
  /** Hours from here on are not due yet; equal to `end` where all are, or where the window has only just begun. */
  readonly dueEnd: Instant;
}

const EARLIEST_START = Date.UTC(2000);
const LONGEST_DAYS = 1_100;
const DEFAULT_WINDOW: WindowName = "24h";

/**
 * Works out which stretch of hours a question means. Throws CostError WINDOW_INVALID with what is allowed. A named window in
 * which no hour has begun yet is none of the asker's faults: it is empty, and pending.
 */
export function resolveWindow(query: WindowQuery, now: Instant): Window {
  const timeZone = query.timeZone ?? "UTC";
  const due = lastDueEnd(now);
  const asked = askedStretch(query, now);
  if (asked) checkHours(asked);
  const { start, end } = asked ?? namedWindow(query.window ?? DEFAULT_WINDOW, { timeZone, now, due });
  return { start, end, timeZone, dueEnd: Math.max(start, Math.min(end, due)) };
}

/**
 * Works out which records a question means. They are there at once, so that windows which end at the last due hour end
 * now. An `end` of null is open: the clock that dates records is another one, and the newest must not be missed.
 */
export function resolveRecordWindow(query: WindowQuery, now: Instant): RecordWindow {
  const place = { timeZone: query.timeZone ?? "UTC", now, due: now };
  const { start, end } = askedStretch(query, now) ?? namedWindow(query.window ?? DEFAULT_WINDOW, place);
  return { start, end: end >= now ? null : end };
}

/** A stretch of time in which records were made. */
export interface RecordWindow {
  readonly start: Instant;
  readonly end: Instant | null;
}

interface Stretch {
  readonly start: Instant;
  readonly end: Instant;
}

/** The stretch that is given by its start and end; null where a name is. */
function askedStretch(query: WindowQuery, now: Instant): Stretch | null {
  if (query.start === undefined && query.end === undefined) return null;
  if (query.window !== undefined) refuse("window", "give either window, or start and end");
  if (query.start === undefined) refuse("start", "is missing; end needs a start");
  if (query.end === undefined) refuse("end", "is missing; start needs an end");
  const stretch = { start: Date.parse(query.start), end: Date.parse(query.end) };
  checkStretch(stretch, now);
  return stretch;
}

function checkStretch({ start, end }: Stretch, now: Instant): void {
  if (start < EARLIEST_START) refuse("start", `must not be before ${formatInstant(EARLIEST_START)}`);
  if (start >= end)
    refuse("start", `must be before end; found ${formatInstant(start)} to ${formatInstant(end)}`);
  if (start > now) refuse("start", `must not lie in the future; it is ${formatInstant(hourOf(now))} now`);
  if (end - start > LONGEST_DAYS * DAY_MS) refuse("end", `must be at most ${LONGEST_DAYS} days after start`);
}

function checkHours({ start, end }: Stretch): void {
  if (firstHour(start) < end) return;
  const nearest = hourOf(start);
  refuse(
    "start",
    `no hour begins in this window; the nearest that can be answered is ${formatInstant(nearest)} to ${formatInstant(nearest + HOUR_MS)}`,
  );
}

/** The first hour that begins at or after `start`: an hour belongs to the window in which it begins. */
export function firstHour(start: Instant): Instant {
  return Math.ceil(start / HOUR_MS) * HOUR_MS;
}

function refuse(field: string, message: string): never {
  throw new CostError("WINDOW_INVALID", `${field}: ${message}`, {
    details: [{ field, message, type: "window" }],
  });
}

interface NamedPlace {
  readonly timeZone: string;
  readonly now: Instant;
  /** Where windows of hours and days end. */
  readonly due: Instant;
}

function namedWindow(name: WindowName, { timeZone, now, due }: NamedPlace): Stretch {
  const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).startOfDay();
  switch (name) {
    case "24h":
      return { start: due - DAY_MS, end: due };
    case "48h":
      return { start: due - 2 * DAY_MS, end: due };
    case "7d":
    case "last7d":
      return { start: due - 7 * DAY_MS, end: due };
    case "30d":
    case "last30d":
      return { start: due - 30 * DAY_MS, end: due };
    case "90d":
    case "last90d":
      return { start: due - 90 * DAY_MS, end: due };
    case "today":
      return { start: day.epochMilliseconds, end: now };
    case "yesterday":
      return between(day.subtract({ days: 1 }), day);
    case "lastWeek": {
      const monday = day.subtract({ days: day.dayOfWeek - 1 });
      return between(monday.subtract({ weeks: 1 }), monday);
    }
    case "lastMonth": {
      const first = day.with({ day: 1 }).startOfDay();
      return between(first.subtract({ months: 1 }), first);
    }
    case "monthToDate":
      return { start: day.with({ day: 1 }).startOfDay().epochMilliseconds, end: now };
  }
}

function between(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): Stretch {
  return {
    start: start.startOfDay().epochMilliseconds,
    end: end.startOfDay().epochMilliseconds,
  };
}

/** The window of the same length that ends where this one starts. */
export function windowBefore(window: Window): Window {
  const length = window.end - window.start;
  return {
    start: window.start - length,
    end: window.start,
    timeZone: window.timeZone,
    dueEnd: window.start,
  };
}
