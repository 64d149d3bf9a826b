import {
  type BudgetContent,
  CostError,
  DAY_MS,
  formatInstant,
  HOUR_MS,
  type Instant,
} from "@kubecent/shared";
import type { StoredBudget } from "../../store/budgets/stored-budgets.ts";
import { periodAt, periodBefore, type PeriodStretch } from "../../domain/budgets/period.ts";
import type { DayRow, SeenDays } from "../../domain/budgets/question-days.ts";
import { isClosed, lastDueEnd } from "../../domain/windows/due.ts";

/** Money by the value of `by`; under the empty key without it. */
export type KeyedMoney = ReadonlyMap<string, bigint>;

/** What the database says of a budget's period and of the days before. */
export interface BudgetNumbers {
  readonly spent: KeyedMoney;
  readonly coverage: number;
  readonly dataVersion: string;
  /** What the period before has cost; null where nothing is carried over, or not all of it was seen. */
  readonly before: KeyedMoney | null;
  /** The same without idle and shared costs; `spent` itself where there are none. */
  readonly ownSpent: KeyedMoney;
  /** Closed days without idle and shared costs. */
  readonly days: readonly DayRow[];
  readonly seen: SeenDays;
}

/** The stretches of time that a budget is about at a moment. */
export interface BudgetTimes {
  readonly period: PeriodStretch;
  /** The period before, where something of it may be left. */
  readonly before: PeriodStretch | null;
  /** Whole days up to today. */
  readonly history: PeriodStretch;
}

/** How far back days are looked at: forecasts learn of months' ends from three of them. */
const HISTORY_DAYS = 120;
/** Less of it, where the hours that days of a time zone are cut from are gone. */
const SHORTER_HISTORIES = [56, 14] as const;

/** When a budget is looked at, and the moment whose period is meant. */
export interface BudgetMoment {
  readonly now: Instant;
  readonly at: Instant;
}

/** The period of now. */
export function atNow(now: Instant): BudgetMoment {
  return { now, at: now };
}

/** The periods that are judged now. */
export interface JudgedPeriods {
  readonly current: BudgetMoment;
  /** The one before it, where it may be judged; null where there is none. */
  readonly before: BudgetMoment | null;
  /** Whether all hours of the one before are closed: it is judged only where not all of them were looked at, and what it told has ended. */
  readonly isBeforeClosed: boolean;
}

export function judgedPeriods(
  { content: { period }, changedAt }: Pick<StoredBudget, "content" | "changedAt">,
  now: Instant,
): JudgedPeriods {
  const { start } = periodAt(period, now);
  // What was made or changed since says nothing of the period before.
  const hasNone = period.every === "custom" || changedAt.getTime() >= start;
  return {
    current: atNow(now),
    before: hasNone ? null : { now, at: start - 1 },
    isBeforeClosed: isClosed(start - HOUR_MS, now),
  };
}

export function timesOf({ period, rollover }: BudgetContent, { now, at }: BudgetMoment): BudgetTimes {
  return {
    period: periodAt(period, at),
    before: rollover === "carry" ? periodBefore(period, at) : null,
    history: historyOf(period.zone, now, HISTORY_DAYS),
  };
}

function historyOf(zone: string, now: Instant, days: number): PeriodStretch {
  const daily = { every: "day", zone } as const;
  const { start: end } = periodAt(daily, lastDueEnd(now));
  return { start: periodAt(daily, end - days * DAY_MS).start, end };
}

/** A stretch as questions have it. */
export function windowOf({ start, end }: PeriodStretch, zone: string) {
  return { start: formatInstant(start), end: formatInstant(end), timeZone: zone };
}

/** Asks about as many days as are still known by the hour, which days of most time zones are cut from. */
export async function askHistory<Answer>(
  zone: string,
  now: Instant,
  ask: (history: PeriodStretch) => Promise<Answer>,
): Promise<Answer | null> {
  for (const days of [HISTORY_DAYS, ...SHORTER_HISTORIES]) {
    try {
      return await ask(historyOf(zone, now, days));
    } catch (error) {
      if (!(error instanceof CostError && error.code === "RESOLUTION_GONE")) throw error;
    }
  }
  return null;
}
