import { dayOf, startOfDay } from "./start-of-day.ts";
import type { WindowRange } from "./view-window.ts";

const DAY_MS = 86_400_000;

/** A stretch of time, half-open, in milliseconds since 1970. */
interface Stretch {
  start: number;
  end: number;
}

/**
 * The window right before or after one, as long as it: months by months, whole days by days, whatever the clocks do, and
 * others by their length.
 */
export function shiftWindow({ start, end }: Stretch, timeZone: string, direction: -1 | 1): WindowRange {
  const [from, to] = [start, end].map((instant) => wholeDay(instant, timeZone));
  if (from === undefined || to === undefined) {
    const by = direction * (end - start);
    return { from: writeInstant(start + by), to: writeInstant(end + by) };
  }
  if (from.endsWith("-01") && to.endsWith("-01")) {
    const months = direction * (monthNumber(to) - monthNumber(from));
    return { from: addMonths(from, months), to: addMonths(to, months) };
  }
  const days = direction * Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  return { from: addDays(from, days), to: addDays(to, days) };
}

/** The day that begins at an instant; undefined where none does. */
function wholeDay(instant: number, timeZone: string): string | undefined {
  const day = dayOf(instant, timeZone);
  return startOfDay(day, timeZone) === instant ? day : undefined;
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

function monthNumber(day: string): number {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return year * 12 + month - 1;
}

function addMonths(day: string, months: number): string {
  const number = monthNumber(day) + months;
  return new Date(Date.UTC(Math.floor(number / 12), number % 12, 1)).toISOString().slice(0, 10);
}

/** An instant as addresses have it: whole seconds without a fraction. */
export function writeInstant(instant: number): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}
