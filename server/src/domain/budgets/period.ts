import { type BudgetPeriod, DAY_MS, type Instant, parseNano } from "@kubecent/shared";
import type { CalendarDay } from "../series/calendar-day.ts";

/** A period of a budget: half-open. */
export interface PeriodStretch {
  readonly start: Instant;
  readonly end: Instant;
}

/** One day of a period, in the budget's time zone. */
export interface PeriodDay extends PeriodStretch {
  readonly day: CalendarDay;
}

const MONTHS: Readonly<Record<"month" | "quarter" | "year", number>> = { month: 1, quarter: 3, year: 12 };

/** The period that holds a moment; a custom one is the same at all times. */
export function periodAt(period: BudgetPeriod, at: Instant): PeriodStretch {
  const { zone } = period;
  const first = firstDay(
    period,
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate(),
  );
  return { start: beginOf(first, zone), end: beginOf(nextFirst(period, first), zone) };
}

/** The period before the one that holds a moment; null before a custom one. */
export function periodBefore(period: BudgetPeriod, at: Instant): PeriodStretch | null {
  return period.every === "custom" ? null : periodAt(period, periodAt(period, at).start - 1);
}

/** The first day of a period, such as `2026-11-01`. */
export function firstDayText({ start }: PeriodStretch, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone).toPlainDate().toString();
}

function firstDay({ every, startDay = 1, from }: BudgetPeriod, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (every) {
    case "day":
      return day;
    case "week":
      return day.subtract({ days: (day.dayOfWeek - startDay + 7) % 7 });
    case "month":
    case "quarter":
    case "year": {
      const months = MONTHS[every];
      // What lies before the starting day belongs to the month before.
      const shifted = day.subtract({ days: startDay - 1 });
      return shifted.with({ day: startDay, month: Math.floor((shifted.month - 1) / months) * months + 1 });
    }
    case "custom":
      return Temporal.PlainDate.from(from ?? day);
  }
}

function nextFirst({ every, until }: BudgetPeriod, first: Temporal.PlainDate): Temporal.PlainDate {
  switch (every) {
    case "day":
      return first.add({ days: 1 });
    case "week":
      return first.add({ days: 7 });
    case "month":
    case "quarter":
    case "year":
      return first.add({ months: MONTHS[every] });
    case "custom":
      return Temporal.PlainDate.from(until ?? first.add({ days: 1 }));
  }
}

/** The days of a stretch that begins and ends with a day. */
export function daysOf({ start, end }: PeriodStretch, zone: string): PeriodDay[] {
  const days: PeriodDay[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone).toPlainDate();
  for (let begin = start; begin < end; ) {
    const next = day.add({ days: 1 });
    const until = beginOf(next, zone);
    days.push({ start: begin, end: until, day: Date.parse(day.toString()) / DAY_MS });
    begin = until;
    day = next;
  }
  return days;
}

function beginOf(day: Temporal.PlainDate, zone: string): Instant {
  return day.toZonedDateTime({ timeZone: zone }).startOfDay().epochMilliseconds;
}

/** What says how much a budget is of. */
interface Amounts {
  readonly amount: string;
  readonly amounts?: Readonly<Record<string, string>> | undefined;
  readonly period: BudgetPeriod;
}

/** What a period may cost: the amount of its own, by the day or the month it begins in, else the one of all periods. */
export function amountOf({ amount, amounts = {}, period }: Amounts, stretch: PeriodStretch): bigint {
  const first = firstDayText(stretch, period.zone);
  return parseNano(amounts[first] ?? amounts[first.slice(0, 7)] ?? amount);
}

/** What a period leaves to the next one: what it did not spend of its own amount. What it was left itself is not left again. */
export function carriedFrom(ownNano: bigint, spentNano: bigint): bigint {
  return spentNano < ownNano ? ownNano - spentNano : 0n;
}
