import { createHash } from "node:crypto";
import { type BudgetThreshold, formatInstant, formatNano, type NotificationMessage } from "@kubecent/shared";
import { judge } from "../../domain/budgets/judge.ts";
import type { Spending } from "../../domain/budgets/judge.ts";
import type { EndedCrossing } from "../../store/budgets/crossings.ts";
import type { StoredBudget } from "../../store/budgets/stored-budgets.ts";
import type { SpentSoFar } from "./spent-by.ts";

/** A threshold that was reached. */
export interface ReachedThreshold {
  readonly budget: StoredBudget;
  readonly soFar: SpentSoFar;
  readonly key: string;
  readonly threshold: BudgetThreshold;
  readonly spending: Spending;
  readonly publicUrl: string | undefined;
}

const ALL_SEEN = 0.95;

/** What people are told of a threshold that was reached: what, how much, since when, why. */
export function crossedMessage(reached: ReachedThreshold): NotificationMessage {
  const { budget, soFar, key, threshold, spending, publicUrl } = reached;
  const { currency, amount, owner } = budget.content;
  const { spentRatio, pace, expectedNano, exhaustsAt } = judge(spending);
  const money = (nano: bigint): string => `${formatNano(nano)} ${currency}`;
  const facts = [
    { name: "spent", value: `${money(spending.spentNano)}, ${percent(spentRatio)} of ${amount} ${currency}` },
    { name: "period", value: `${formatInstant(soFar.period.start)} to ${formatInstant(soFar.period.end)}` },
    { name: "numbers up to", value: formatInstant(soFar.until) },
    ...(pace === null ? [] : [{ name: "pace", value: `${percent(pace)} of what is usual by now` }]),
    ...(expectedNano === null ? [] : [{ name: "expected at this pace", value: money(expectedNano) }]),
    ...(exhaustsAt === null
      ? []
      : [{ name: "exhausted", value: formatInstant(Math.floor(exhaustsAt / 60_000) * 60_000) }]),
    ...(owner === undefined ? [] : [{ name: "owner", value: owner }]),
  ];
  return {
    type: "budget.threshold",
    phase: "firing",
    severity: threshold.on === "spent" && threshold.at >= 1 ? "critical" : "warning",
    title: titleOf(budget, key, threshold).slice(0, 300),
    facts,
    why: whyOf(soFar),
    since: formatInstant(soFar.until),
    ...(publicUrl !== undefined && { link: publicUrl }),
    labels: labelsOf(budget, key, threshold),
  };
}

function titleOf({ name }: StoredBudget, key: string, { on, at }: BudgetThreshold): string {
  const whose = key === "" ? `The budget ${name}` : `The budget ${name} of ${key}`;
  switch (on) {
    case "spent":
      return `${whose} has spent ${percent(at)} of its amount`;
    case "expected":
      return `${whose} is expected to reach ${percent(at)} of its amount`;
    case "pace":
      return `${whose} is spent at ${percent(at)} of the usual pace`;
  }
}

function whyOf({ coverage, course }: SpentSoFar): string {
  const seen = coverage >= ALL_SEEN ? "" : `Not all hours were seen: ${percent(coverage)}. `;
  const usual =
    course.from === "weekdays"
      ? "What is usual is taken from the days of the week of the last eight weeks."
      : "Fewer than 14 days are known, so that an even course is taken for usual.";
  return `${seen}Each threshold is told once in a period. ${usual}`;
}

/** The end of a threshold, for programs that show it for as long as it holds. */
export function endedMessage(
  budget: StoredBudget,
  { key, measure, at, crossedAt }: EndedCrossing,
): NotificationMessage {
  const threshold = { on: measure, at };
  return {
    type: "budget.threshold",
    phase: "resolved",
    severity: measure === "spent" && at >= 1 ? "critical" : "warning",
    title: titleOf(budget, key, threshold).slice(0, 300),
    facts: [],
    why: "Its period is over, or the budget was changed or deleted.",
    since: formatInstant(crossedAt.getTime()),
    labels: labelsOf(budget, key, threshold),
  };
}

/** The same for the beginning and the end. */
function labelsOf(
  { name, content }: StoredBudget,
  key: string,
  { on, at }: BudgetThreshold,
): Record<string, string> {
  return {
    budget: name,
    measure: on,
    threshold: String(at),
    ...(key !== "" && { key }),
    ...(content.owner !== undefined && { owner: content.owner }),
  };
}

/** What all news of a threshold in one period is about. */
export function subjectOf(
  { budgetId }: StoredBudget,
  {
    key,
    measure,
    at,
    revision,
    periodStart,
  }: Pick<EndedCrossing, "key" | "measure" | "at" | "revision" | "periodStart">,
): string {
  const whose = key === "" ? "" : `/${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
  return `budget/${budgetId}/${revision}/${periodStart.toISOString()}${whose}/${measure}/${at}`;
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))} %`;
}
