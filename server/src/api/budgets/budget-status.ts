import {
  type BudgetPeriodRow,
  type BudgetRow,
  type BudgetStatus,
  type BudgetStatusAnswer,
  type BudgetThreshold,
  formatInstant,
  formatNano,
  type ExpectedCost,
  type Instant,
  thresholdMeasure,
} from "@kubecent/shared";
import { judge, ratioOf, type Spending, standingOf } from "../../domain/budgets/judge.ts";
import type { Crossing } from "../../store/budgets/crossings.ts";
import type { KeptPeriod } from "../../store/budgets/periods.ts";
import type { StoredBudget } from "../../store/budgets/stored-budgets.ts";
import type { SpentKey, SpentSoFar } from "./spent-by.ts";

/** A budget as answers show it. */
export function budgetRow(budget: StoredBudget): BudgetRow {
  const { budgetId, name, scope, content, revision, managedBy, mutedAt, createdAt, createdBy, changedAt } =
    budget;
  return {
    ...content,
    id: budgetId,
    name,
    scope,
    revision,
    managedBy,
    mutedAt: mutedAt && formatInstant(mutedAt.getTime()),
    createdAt: formatInstant(createdAt.getTime()),
    createdBy,
    changedAt: formatInstant(changedAt.getTime()),
  };
}

/** A kept period as answers show it. */
export function periodRow(period: KeptPeriod): BudgetPeriodRow {
  const { key, periodStart, periodEnd, revision, spentNano, amountNano, coverage } = period;
  return {
    start: formatInstant(periodStart.getTime()),
    end: formatInstant(periodEnd.getTime()),
    key: key === "" ? null : key,
    revision,
    amount: formatNano(amountNano),
    spent: formatNano(spentNano),
    spentRatio: ratioOf(spentNano, amountNano),
    coverage,
  };
}

/** How a budget stands, over all values of its `by`. */
export function statusAnswer(
  budget: StoredBudget,
  soFar: SpentSoFar,
  crossings: readonly Crossing[],
): BudgetStatusAnswer {
  const { period, until, isProvisional, coverage, dataVersion, course } = soFar;
  const { every, zone } = budget.content.period;
  return {
    budget: budgetRow(budget),
    period: { start: formatInstant(period.start), end: formatInstant(period.end), every, zone },
    until: formatInstant(until),
    elapsedRatio: (until - period.start) / (period.end - period.start),
    usualRatio: course.shareAt(until),
    usualFrom: course.from,
    coverage,
    provisional: isProvisional,
    dataVersion,
    rows: soFar.spent.map((spent) => statusOf(budget, { spent, soFar }, crossings)),
  };
}

/** What judges the money of one value of `by`. */
export function spendingOf({ course, until }: SpentSoFar, spent: SpentKey): Spending {
  const { spentNano, amountNano, outlook } = spent;
  const { expected, exhaustsAt } = outlook;
  return { spentNano, amountNano, outlook: { expected, exhaustsAt }, course, until };
}

interface Looked {
  readonly spent: SpentKey;
  readonly soFar: SpentSoFar;
}

function statusOf(
  { content }: StoredBudget,
  { spent, soFar }: Looked,
  crossings: readonly Crossing[],
): BudgetStatus {
  const spending = spendingOf(soFar, spent);
  const { spentRatio, pace, exhaustsAt } = judge(spending);
  const { key, spentNano, amountNano, carriedNano, outlook } = spent;
  return {
    key: content.by === undefined ? null : key,
    amount: formatNano(amountNano),
    carried: content.rollover === "carry" ? formatNano(carriedNano) : null,
    spent: formatNano(spentNano),
    remaining: formatNano(amountNano - spentNano),
    spentRatio,
    pace,
    expected: expectedCost(outlook),
    exhaustsAt: instantText(exhaustsAt),
    thresholds: content.thresholds.map((threshold) => {
      const noted = crossings.find((crossing) => crossing.key === key && isOf(crossing, threshold));
      const isNow = standingOf(threshold, spending) === "reached";
      return {
        ...threshold,
        state: isNow ? "crossed" : noted ? "back" : "below",
        crossedAt: noted ? formatInstant(noted.crossedAt.getTime()) : null,
      };
    }),
  };
}

function expectedCost({
  expected,
  method,
  origins,
  isWide,
  isShortOfHistory,
  level,
}: SpentKey["outlook"]): ExpectedCost | null {
  if (!expected || method === "none") return null;
  return {
    low: formatNano(expected.lowNano),
    mid: formatNano(expected.midNano),
    high: formatNano(expected.highNano),
    level,
    method,
    origins,
    wide: isWide,
    notEnoughHistory: isShortOfHistory,
  };
}

function isOf({ measure, at }: Crossing, threshold: BudgetThreshold): boolean {
  return measure === thresholdMeasure(threshold) && at === threshold.at;
}

function instantText(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(Math.floor(instant / 1_000) * 1_000);
}
