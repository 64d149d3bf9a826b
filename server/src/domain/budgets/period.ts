import type { BudgetEvery, BudgetPeriod, Instant } from "@kubecent/shared";

/** A period of a budget: half-open. */
export interface PeriodStretch {
  readonly start: Instant;
  readonly end: Instant;
}

/** One day of a period, in the budget's time zone. */
export interface PeriodDay extends PeriodStretch {
  /** 1 is Monday. */
  readonly weekday: number;
}

const MONTHS: Readonly<Record<"month" | "quarter" | "year", number>> = { month: 1, quarter: 3, year: 12 };

/** The period that holds a moment. */
export function periodAt({ every, zone }: BudgetPeriod, at: Instant): PeriodStretch {
  const first = firstDay(
    every,
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate(),
  );
  return { start: beginOf(first, zone), end: beginOf(nextFirst(every, first), zone) };
}

function firstDay(every: BudgetEvery, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (every) {
    case "day":
      return day;
    case "week":
      return day.subtract({ days: day.dayOfWeek - 1 });
    case "month":
    case "quarter":
    case "year": {
      const months = MONTHS[every];
      return day.with({ day: 1, month: Math.floor((day.month - 1) / months) * months + 1 });
    }
  }
}

function nextFirst(every: BudgetEvery, first: Temporal.PlainDate): Temporal.PlainDate {
  if (every === "day") return first.add({ days: 1 });
  return every === "week" ? first.add({ days: 7 }) : first.add({ months: MONTHS[every] });
}

/** The days of a stretch that begins and ends with a day. */
export function daysOf({ start, end }: PeriodStretch, zone: string): PeriodDay[] {
  const days: PeriodDay[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone).toPlainDate();
  for (let begin = start; begin < end; ) {
    const next = day.add({ days: 1 });
    const until = beginOf(next, zone);
    days.push({ start: begin, end: until, weekday: day.dayOfWeek });
    begin = until;
    day = next;
  }
  return days;
}

function beginOf(day: Temporal.PlainDate, zone: string): Instant {
  return day.toZonedDateTime({ timeZone: zone }).startOfDay().epochMilliseconds;
}
