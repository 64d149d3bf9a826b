import { type BudgetContent, type Instant } from "@kubecent/shared";
import { outlook, type Outlook } from "../../domain/budgets/outlook.ts";
import { amountOf, carriedFrom, daysOf, type PeriodStretch } from "../../domain/budgets/period.ts";
import { daysByKey, scaledDays } from "../../domain/budgets/question-days.ts";
import { usualCourse, type UsualCourse } from "../../domain/budgets/usual-share.ts";
import { calendarDayOf } from "../../domain/series/calendar-day.ts";
import { isClosed, lastDueEnd } from "../../domain/windows/due.ts";
import { HOUR_MS } from "@kubecent/shared";
import { type BudgetMoment, type BudgetNumbers, timesOf } from "./budget-numbers.ts";

/** What one value of `by` has spent, may spend, and is expected to spend. */
export interface SpentKey {
  readonly key: string;
  readonly spentNano: bigint;
  readonly amountNano: bigint;
  /** Part of the amount that the period before has left. */
  readonly carriedNano: bigint;
  readonly outlook: Outlook;
}

/** What a budget's question says of its period. */
export interface SpentSoFar {
  readonly period: PeriodStretch;
  /** Until when hours are due. */
  readonly until: Instant;
  /** Hours of it may still change by themselves. */
  readonly isProvisional: boolean;
  readonly coverage: number;
  readonly dataVersion: string;
  /** By the value of `by`; one row of an empty key without it. */
  readonly spent: readonly SpentKey[];
  readonly course: UsualCourse;
}

/** What the numbers say of a budget at a moment. Without a row the period has cost nothing yet. */
export function soFarOf(content: BudgetContent, numbers: BudgetNumbers, moment: BudgetMoment): SpentSoFar {
  const { now } = moment;
  const { zone } = content.period;
  const { period } = timesOf(content, moment);
  const until = Math.max(period.start, Math.min(period.end, lastDueEnd(now)));
  const byKey = daysByKey(numbers.days, numbers.seen);
  const firstDay = calendarDayOf(period.start, zone);
  // Over all values of `by`: a new one has no days of its own.
  const all = daysByKey(
    numbers.days.map((row) => ({ ...row, key: "" })),
    numbers.seen,
  ).get("");
  const known = (all ?? []).filter(({ day }) => day < firstDay);
  return {
    period,
    until,
    isProvisional: !isClosed(period.end - HOUR_MS, now),
    coverage: numbers.coverage,
    dataVersion: numbers.dataVersion,
    spent: [...numbers.spent].map(([key, spentNano]) => {
      const money = amountsOf(content, numbers, { key, period, moment });
      const days = scaledDays(byKey.get(key) ?? [], spentNano, numbers.ownSpent.get(key) ?? 0n);
      const expected = outlook({ ...money, spentNano, period, until, zone, known: days });
      return { key, spentNano, ...money, outlook: expected };
    }),
    course: usualCourse(daysOf(period, zone), known),
  };
}

interface KeyedPeriod {
  readonly key: string;
  readonly period: PeriodStretch;
  readonly moment: BudgetMoment;
}

function amountsOf(
  content: BudgetContent,
  { before }: BudgetNumbers,
  { key, period, moment }: KeyedPeriod,
): Pick<SpentKey, "amountNano" | "carriedNano"> {
  const ownNano = amountOf(content, period);
  const { before: last } = timesOf(content, moment);
  const carriedNano = last && before ? carriedFrom(amountOf(content, last), before.get(key) ?? 0n) : 0n;
  return { amountNano: ownNano + carriedNano, carriedNano };
}
