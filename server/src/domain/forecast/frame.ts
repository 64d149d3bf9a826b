import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import { daysAcross, type ZoneDay } from "../series/cluster-days.ts";

/** Which days a forecast looks at, and which it is about. */
export interface ForecastFrame {
  /** What is asked for: it holds what is spent already and what is to come. */
  readonly window: { readonly start: Instant; readonly end: Instant };
  /** Closed days up to the last one, oldest first. */
  readonly history: readonly ZoneDay[];
  /** Days after them, up to the window's end. */
  readonly coming: readonly ZoneDay[];
  /** The time zone that cuts the days. */
  readonly dayZone: string;
}

interface AskedFrame {
  /** The end of the last hour that is due. */
  readonly due: Instant;
  readonly timeZone: string;
  /** So many days from `due` on; the current month where it is left out. */
  readonly days?: number | undefined;
  /** The time zone that cuts the days, where it is another one. */
  readonly dayZone?: string | undefined;
}

const HISTORY_DAYS = 120;
/** Late samples change an hour for so long. */
const CLOSED_AFTER_MS = 3 * HOUR_MS;

/**
 * Everything goes by the last due hour, so that the same hour gives the same answer. On the first of a month the month before is over
 * when the first hour of the new one is due.
 */
export function forecastFrame({ due, timeZone, days, dayZone = timeZone }: AskedFrame): ForecastFrame {
  const window = days === undefined ? monthOf(due, timeZone) : { start: due, end: due + days * DAY_MS };
  return { window, ...cutDays(window.end, due, dayZone) };
}

function cutDays(end: Instant, due: Instant, dayZone: string): Omit<ForecastFrame, "window"> {
  const all = daysAcross(due - HISTORY_DAYS * DAY_MS, Math.max(end, due), dayZone);
  const isClosed = (day: ZoneDay): boolean => day.end + CLOSED_AFTER_MS <= due;
  return { history: all.filter(isClosed), coming: all.filter((day) => !isClosed(day)), dayZone };
}

function monthOf(at: Instant, timeZone: string): ForecastFrame["window"] {
  const first = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .with({ day: 1 })
    .startOfDay();
  const next = first.add({ months: 1 }).startOfDay();
  return { start: first.epochMilliseconds, end: next.epochMilliseconds };
}

/**
 * The hours of a day that are still to come, and those that are due but have not been seen: they are on their way, or will never be known
 * once the day is closed.
 */
export function hoursToCome(
  day: ZoneDay,
  seen: number,
  { window, due }: { readonly window: ForecastFrame["window"]; readonly due: Instant },
): number {
  const later = overlap(day, { start: Math.max(due, window.start), end: window.end });
  const dueOfDay = overlap(day, { start: day.start, end: due });
  const dueInWindow = overlap(day, { start: window.start, end: Math.min(due, window.end) });
  const unseen = dueOfDay > 0 ? Math.max(0, 1 - (seen * (day.end - day.start)) / dueOfDay) : 0;
  return (later + dueInWindow * unseen) / HOUR_MS;
}

function overlap(one: ForecastFrame["window"], other: ForecastFrame["window"]): number {
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start));
}
