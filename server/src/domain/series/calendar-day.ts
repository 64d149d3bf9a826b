import { DAY_MS, type Instant } from "@kubecent/shared";

/** A day of a calendar, as days since 1970-01-01. Which instants it has depends on the time zone. */
export type CalendarDay = number;

const THURSDAY = 3;

/** The day of the week: 0 is Monday. */
export function weekdayOf(day: CalendarDay): number {
  return (((day + THURSDAY) % 7) + 7) % 7;
}

/** The day of the month, from 1. */
export function dayOfMonth(day: CalendarDay): number {
  return new Date(day * DAY_MS).getUTCDate();
}

/** How many days of the month come after this one: 0 on its last day. */
export function daysToMonthEnd(day: CalendarDay): number {
  const date = new Date(day * DAY_MS);
  return (
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - date.getUTCDate()
  );
}

/** Months since year 0: the same for all days of one month. */
export function monthOf(day: CalendarDay): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The day that a moment lies in. */
export function calendarDayOf(instant: Instant, timeZone: string): CalendarDay {
  const date = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate();
  return Date.UTC(date.year, date.month - 1, date.day) / DAY_MS;
}

/** When a day begins in a time zone. */
export function beginOfDay(day: CalendarDay, timeZone: string): Instant {
  return Temporal.PlainDate.from(formatDay(day)).toZonedDateTime({ timeZone }).startOfDay().epochMilliseconds;
}

/** A day as `2026-11-17`. */
export function formatDay(day: CalendarDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
