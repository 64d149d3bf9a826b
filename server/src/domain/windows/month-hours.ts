import { HOUR_MS, type Instant } from "@kubecent/shared";
import { firstHour } from "./resolve-window.ts";

/** The hours of one calendar month that a window holds: from the `from`th up to the `to`th of `hours`. */
export interface MonthHours {
  /** When the month's first hour begins. */
  readonly start: Instant;
  readonly from: number;
  readonly to: number;
  readonly hours: number;
}

interface Stretch {
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: string;
}

/**
 * Cuts the hours that begin in a stretch of time by the months of its time zone. An hour belongs to the month in
 * which it begins, so a month of 31 days has 744 hours, or one less or more where the clocks change.
 */
export function monthHours({ start, end, timeZone }: Stretch): MonthHours[] {
  const first = firstHour(start);
  const last = firstHour(end);
  if (first >= last) return [];

  const months: MonthHours[] = [];
  let month = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(timeZone).with({ day: 1 });
  while (firstHour(beginOf(month)) < last) {
    const next = month.add({ months: 1 });
    const monthStart = firstHour(beginOf(month));
    const monthEnd = firstHour(beginOf(next));
    const hourAt = (instant: Instant): number => (instant - monthStart) / HOUR_MS;
    months.push({
      start: monthStart,
      from: hourAt(Math.max(first, monthStart)),
      to: hourAt(Math.min(last, monthEnd)),
      hours: hourAt(monthEnd),
    });
    month = next;
  }
  return months;
}

function beginOf(month: Temporal.ZonedDateTime): Instant {
  return month.startOfDay().epochMilliseconds;
}

/**
 * What hours bear of an amount a month: each month's amount is laid along its hours and cut there, so that
 * windows which follow one another make up the months they fill, to the nano-unit.
 */
export function amountOver(perMonthNano: bigint, months: readonly MonthHours[]): bigint {
  return months.reduce((sum, { from, to, hours }) => {
    const upTo = (hour: number): bigint => (perMonthNano * BigInt(hour)) / BigInt(hours);
    return sum + upTo(to) - upTo(from);
  }, 0n);
}
