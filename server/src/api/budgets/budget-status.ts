import {
  type BudgetPeriodRow,
  type BudgetRow,
  type BudgetStatus,
  type BudgetStatusAnswer,
  type BudgetThreshold,
  formatInstant,
  formatNano,
  type Instant,
  parseNano,
} from "@kubecent/shared";
import { isReached, judge, ratioOf, type Spending } from "../../domain/budgets/judge.ts";
import type { Crossing } from "../../store/budgets/crossings.ts";
import type { KeptPeriod } from "../../store/budgets/periods.ts";
import type { StoredBudget } from "../../store/budgets/stored-budgets.ts";
import type { SpentSoFar } from "./spent-by.ts";

/** A budget as answers show it. */
export function budgetRow(budget: StoredBudget): BudgetRow {
  const { budgetId, name, scope, content, revision, createdAt, createdBy, changedAt } = budget;
  return {
    ...content,
    id: budgetId,
    name,
    scope,
    revision,
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
  const { period, until, coverage, dataVersion, course } = soFar;
  const { every, zone } = budget.content.period;
  return {
    budget: budgetRow(budget),
    period: { start: formatInstant(period.start), end: formatInstant(period.end), every, zone },
    until: formatInstant(until),
    elapsedRatio: (until - period.start) / (period.end - period.start),
    usualRatio: course.shareAt(until),
    usualFrom: course.from,
    coverage,
    dataVersion,
    rows: soFar.spent.map(({ key, spentNano }) =>
      statusOf(budget, { key, spending: spendingOf(budget, soFar, spentNano) }, crossings),
    ),
  };
}

/** Money spent for one value of `by`, beside what judges it. */
export function spendingOf(
  { content }: StoredBudget,
  { course, until }: SpentSoFar,
  spentNano: bigint,
): Spending {
  return { spentNano, amountNano: parseNano(content.amount), course, until };
}

interface SpentKey {
  readonly key: string;
  readonly spending: Spending;
}

function statusOf(
  { content }: StoredBudget,
  { key, spending }: SpentKey,
  crossings: readonly Crossing[],
): BudgetStatus {
  const judgement = judge(spending);
  const { spentNano, amountNano } = spending;
  const { spentRatio, pace, expectedNano, exhaustsAt } = judgement;
  return {
    key: content.by === undefined ? null : key,
    spent: formatNano(spentNano),
    remaining: formatNano(amountNano - spentNano),
    spentRatio,
    pace,
    expected: expectedNano === null ? null : { mid: formatNano(expectedNano), method: "pace" },
    exhaustsAt: instantText(exhaustsAt),
    thresholds: content.thresholds.map((threshold) => {
      const noted = crossings.find((crossing) => crossing.key === key && isOf(crossing, threshold));
      const isNow = isReached(threshold, spending, judgement);
      return {
        ...threshold,
        state: isNow ? "crossed" : noted ? "back" : "below",
        crossedAt: noted ? formatInstant(noted.crossedAt.getTime()) : null,
      };
    }),
  };
}

function isOf({ measure, at }: Crossing, threshold: BudgetThreshold): boolean {
  return measure === threshold.on && at === threshold.at;
}

function instantText(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(Math.floor(instant / 1_000) * 1_000);
}
