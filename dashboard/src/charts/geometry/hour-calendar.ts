import { dayOf, offsetMs } from "../../url/start-of-day.ts";

export type HourState = "seen" | "partial" | "gap" | "pending";

/** One hour of a calendar. */
export interface CalendarHour {
  readonly start: number;
  /** What the clock shows when it begins, 0 to 23. */
  readonly clockHour: number;
  readonly state: HourState;
  /** Share of it that was seen. */
  readonly ratio: number;
  /** Why it was not seen whole. */
  readonly reason: string | undefined;
}

/** A day with its hours: 23 to 25 where the clocks change, fewer at the ends of a window. */
export interface CalendarDay {
  readonly day: string;
  readonly hours: readonly CalendarHour[];
}

interface CalendarInput {
  readonly start: number;
  readonly end: number;
  /** From here on hours are not complete yet. */
  readonly pendingFrom: number;
  readonly timeZone: string;
  /** What is stored: share that was seen, by where the hour begins. */
  readonly seen: ReadonlyMap<number, number>;
  readonly gaps: readonly { readonly start: number; readonly end: number; readonly reason: string }[];
}

const HOUR_MS = 3_600_000;

/** A window as days of hours in a zone: how much of each was seen. An hour that is not stored was not seen. */
export function hourCalendar(input: CalendarInput): CalendarDay[] {
  const days = new Map<string, CalendarHour[]>();
  for (let start = Math.floor(input.start / HOUR_MS) * HOUR_MS; start < input.end; start += HOUR_MS) {
    const day = dayOf(start, input.timeZone);
    const hours = days.get(day) ?? [];
    hours.push(calendarHour(start, input));
    days.set(day, hours);
  }
  return [...days].map(([day, hours]) => ({ day, hours }));
}

function calendarHour(start: number, { timeZone, seen, gaps, pendingFrom }: CalendarInput): CalendarHour {
  const clockHour = Math.floor((start + offsetMs(start, timeZone)) / HOUR_MS) % 24;
  const ratio = seen.get(start) ?? 0;
  if (!seen.has(start) && start >= pendingFrom)
    return { start, clockHour, state: "pending", ratio, reason: undefined };
  if (ratio >= 1) return { start, clockHour, state: "seen", ratio, reason: undefined };
  const reasons = gaps
    .filter((gap) => gap.start < start + HOUR_MS && gap.end > start)
    .map((gap) => gap.reason);
  const reason = reasons.length === 0 ? undefined : [...new Set(reasons)].join("; ");
  return { start, clockHour, state: ratio > 0 ? "partial" : "gap", ratio, reason };
}
