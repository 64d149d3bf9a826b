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
  /** Hours from here on are not due yet; equal to `end` where all are. */
  readonly dueEnd: Instant;
}

const EARLIEST_START = Date.UTC(2000);
const LONGEST_DAYS = 1_100;
const DEFAULT_WINDOW: WindowName = "24h";

/** Works out which stretch of time a question means. Throws CostError WINDOW_INVALID with what is allowed. */
export function resolveWindow(query: WindowQuery, now: Instant): Window {
  const timeZone = query.timeZone ?? "UTC";
  const { start, end } = stretch(query, timeZone, now);
  checkStretch(start, end, now);
  return { start, end, timeZone, dueEnd: Math.max(start, Math.min(end, lastDueEnd(now))) };
}

interface Stretch {
  readonly start: Instant;
  readonly end: Instant;
}

function stretch(query: WindowQuery, timeZone: string, now: Instant): Stretch {
  if (query.start === undefined && query.end === undefined) {
    return namedWindow(query.window ?? DEFAULT_WINDOW, timeZone, now);
  }
  if (query.window !== undefined) refuse("window", "give either window, or start and end");
  if (query.start === undefined) refuse("start", "is missing; end needs a start");
  if (query.end === undefined) refuse("end", "is missing; start needs an end");
  return { start: Date.parse(query.start), end: Date.parse(query.end) };
}

function checkStretch(start: Instant, end: Instant, now: Instant): void {
  if (start < EARLIEST_START) refuse("start", `must not be before ${formatInstant(EARLIEST_START)}`);
  if (start >= end)
    refuse("start", `must be before end; found ${formatInstant(start)} to ${formatInstant(end)}`);
  if (start > now) refuse("start", `must not lie in the future; it is ${formatInstant(hourOf(now))} now`);
  if (end - start > LONGEST_DAYS * DAY_MS) refuse("end", `must be at most ${LONGEST_DAYS} days after start`);
  if (firstHour(start) >= end) {
    const nearest = hourOf(start);
    refuse(
      "start",
      `no hour begins in this window; the nearest that can be answered is ${formatInstant(nearest)} to ${formatInstant(nearest + HOUR_MS)}`,
    );
  }
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

function namedWindow(name: WindowName, timeZone: string, now: Instant): Stretch {
  const due = lastDueEnd(now);
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
