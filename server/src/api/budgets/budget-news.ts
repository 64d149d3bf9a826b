import { createHash } from "node:crypto";
import {
  BUDGET_MEASURES,
  type BudgetThreshold,
  EXPECTED_BOUNDS,
  formatInstant,
  formatNano,
  type NotificationFact,
  type NotificationMessage,
  thresholdMeasure,
} from "@kubecent/shared";
import { judge } from "../../domain/budgets/judge.ts";
import type { EndedCrossing } from "../../store/budgets/crossings.ts";
import type { StoredBudget } from "../../store/budgets/stored-budgets.ts";
import { spendingOf } from "./budget-status.ts";
import type { SpentKey, SpentSoFar } from "./spent-by.ts";

/** A threshold that was reached. */
export interface ReachedThreshold {
  readonly budget: StoredBudget;
  readonly soFar: SpentSoFar;
  readonly spent: SpentKey;
  readonly threshold: BudgetThreshold;
  /** What was taken back since the last message. */
  readonly loweredNano: bigint;
  readonly publicUrl: string | undefined;
}

const ALL_SEEN = 0.95;

/** What people are told of a threshold that was reached: what, how much, since when, why. */
export function crossedMessage(reached: ReachedThreshold): NotificationMessage {
  const { budget, soFar, spent, threshold, publicUrl } = reached;
  return {
    type: "budget.threshold",
    phase: "firing",
    severity: severityOf(threshold),
    title: titleOf(budget, spent.key, threshold).slice(0, 300),
    facts: factsOf(reached),
    why: whyOf(soFar, spent),
    since: formatInstant(soFar.until),
    ...(publicUrl !== undefined && { link: publicUrl }),
    labels: labelsOf(budget, spent.key, threshold),
  };
}

function factsOf({ budget, soFar, spent, loweredNano }: ReachedThreshold): NotificationFact[] {
  const { currency, owner } = budget.content;
  const { spentNano, amountNano, carriedNano, outlook } = spent;
  const { spentRatio, pace, exhaustsAt } = judge(spendingOf(soFar, spent));
  const { expected, level } = outlook;
  const money = (nano: bigint): string => `${formatNano(nano)} ${currency}`;
  const range = (low: bigint, high: bigint): string =>
    `${money(low)} to ${money(high)} in ${percent(level)} of cases`;
  return [
    { name: "spent", value: `${money(spentNano)}, ${percent(spentRatio)} of ${money(amountNano)}` },
    ...(carriedNano > 0n ? [{ name: "carried over", value: money(carriedNano) }] : []),
    { name: "period", value: `${formatInstant(soFar.period.start)} to ${formatInstant(soFar.period.end)}` },
    { name: "numbers up to", value: formatInstant(soFar.until) },
    ...(loweredNano > 0n
      ? [{ name: "taken back", value: `${money(loweredNano)} by late hours or new prices` }]
      : []),
    ...(pace === null ? [] : [{ name: "pace", value: `${percent(pace)} of what is usual by now` }]),
    ...(expected
      ? [
          {
            name: "expected",
            value: `${money(expected.midNano)} (${range(expected.lowNano, expected.highNano)})`,
          },
        ]
      : []),
    ...(exhaustsAt === null
      ? []
      : [{ name: "exhausted", value: formatInstant(Math.floor(exhaustsAt / 60_000) * 60_000) }]),
    ...(owner === undefined ? [] : [{ name: "owner", value: owner }]),
  ];
}

function severityOf({ on, at }: Pick<BudgetThreshold, "on" | "at">): "critical" | "warning" {
  return on === "spent" && at >= 1 ? "critical" : "warning";
}

function titleOf({ name }: StoredBudget, key: string, { on, at, bound = "mid" }: BudgetThreshold): string {
  const whose = key === "" ? `The budget ${name}` : `The budget ${name} of ${key}`;
  switch (on) {
    case "spent":
      return `${whose} has spent ${percent(at)} of its amount`;
    case "expected":
      return `${whose} is ${bound === "low" ? "almost certain" : "expected"} to reach ${percent(at)} of its amount`;
    case "pace":
      return `${whose} is spent at ${percent(at)} of the usual pace`;
  }
}

function whyOf({ coverage, course }: SpentSoFar, { outlook }: SpentKey): string {
  const seen = coverage >= ALL_SEEN ? "" : `Not all hours were seen: ${percent(coverage)}. `;
  const usual =
    course.from === "weekdays"
      ? "What is usual is taken from the days before the period."
      : "Fewer than 14 days are known, so that an even course is taken for usual.";
  const wide = outlook.expected && outlook.isWide ? " Too little is known for a narrow forecast." : "";
  return `${seen}Each threshold is told once in a period. ${usual}${wide}`;
}

/** The end of a threshold, for programs that show it for as long as it holds. */
export function endedMessage(
  budget: StoredBudget,
  { key, measure, at, crossedAt }: EndedCrossing,
): NotificationMessage {
  const threshold = thresholdOf(measure, at);
  return {
    type: "budget.threshold",
    phase: "resolved",
    severity: severityOf(threshold),
    title: titleOf(budget, key, threshold).slice(0, 300),
    facts: [],
    why: "Its period is over, or the budget was changed or deleted.",
    since: formatInstant(crossedAt.getTime()),
    labels: labelsOf(budget, key, threshold),
  };
}

/** A threshold as `thresholdMeasure` tells it apart. */
function thresholdOf(measure: string, at: number): BudgetThreshold {
  const [first, second] = measure.split(":");
  const bound = EXPECTED_BOUNDS.find((each) => each === second);
  return { on: BUDGET_MEASURES.find((each) => each === first) ?? "spent", at, ...(bound && { bound }) };
}

/** The same for the beginning and the end. */
function labelsOf(
  { name, budgetId, content }: StoredBudget,
  key: string,
  threshold: BudgetThreshold,
): Record<string, string> {
  return {
    budget: name,
    budget_id: budgetId,
    measure: thresholdMeasure(threshold),
    threshold: String(threshold.at),
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
