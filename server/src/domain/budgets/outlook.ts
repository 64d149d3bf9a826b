import { HOUR_MS, type Instant } from "@kubecent/shared";
import { type Expected, forecast, type Forecast, type WantedDay } from "../forecast/forecast.ts";
import { beginOfDay, calendarDayOf } from "../series/calendar-day.ts";
import type { DayCost } from "../series/daily-series.ts";
import type { PeriodStretch } from "./period.ts";

/** What a period is expected to cost, and when its amount will be spent. */
export interface Outlook
  extends Pick<Forecast, "method" | "origins" | "isWide" | "isShortOfHistory" | "level"> {
  /** What was spent and what is to come; null where too little is known. */
  readonly expected: Expected | null;
  /** Null where that is not in this period, or not known. */
  readonly exhaustsAt: Instant | null;
}

interface Course {
  readonly spentNano: bigint;
  readonly amountNano: bigint;
  readonly period: PeriodStretch;
  /** Until when money was counted. */
  readonly until: Instant;
  readonly zone: string;
  /** Closed days up to now: days of the period too. */
  readonly known: readonly DayCost[];
}

/** Adds to what was spent what the rest of the period will cost. Only the rest has an interval: what was spent is certain. */
export function outlook(course: Course): Outlook {
  const { spentNano, until, zone, known } = course;
  const today = calendarDayOf(until, zone);
  const rest = forecast(
    known.filter(({ day }) => day < today),
    daysLeft(course),
  );
  const { method, origins, isWide, isShortOfHistory, level, total } = rest;
  const expected = total && {
    lowNano: spentNano + total.lowNano,
    midNano: spentNano + total.midNano,
    highNano: spentNano + total.highNano,
  };
  return { method, origins, isWide, isShortOfHistory, level, expected, exhaustsAt: exhaustion(course, rest) };
}

/** Days of the period that are not over, with their hours that are to come. */
function daysLeft({ period, until, zone }: Course): WantedDay[] {
  const days: WantedDay[] = [];
  for (let at = Math.max(until, period.start); at < period.end; ) {
    const day = calendarDayOf(at, zone);
    const end = Math.min(period.end, beginOfDay(day + 1, zone));
    days.push({ day, hours: (end - at) / HOUR_MS });
    at = end;
  }
  return days;
}

/** Within the day in which the amount is spent, each hour costs the same. */
function exhaustion({ spentNano, amountNano, until, zone }: Course, { days }: Forecast): Instant | null {
  if (spentNano >= amountNano) return until;
  const left = amountNano - spentNano;
  const index = days.findIndex(({ sum }) => sum.midNano >= left);
  const found = days[index];
  if (!found) return null;
  const before = days[index - 1]?.sum.midNano ?? 0n;
  const share = Number(left - before) / Number(found.midNano);
  const start = Math.max(until, beginOfDay(found.day, zone));
  return Math.round(start + share * (beginOfDay(found.day + 1, zone) - start));
}
