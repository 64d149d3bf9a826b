import { DAY_MS, formatInstant, formatNano, HOUR_MS, type Instant, isScopeWithin } from "@kubecent/shared";
import type { BudgetCondition, CoverageCondition, LateCondition } from "@kubecent/shared";
import { judge, ratioOf } from "../../../domain/budgets/judge.ts";
import type { StoredBudget } from "../../../store/budgets/stored-budgets.ts";
import { spendingOf } from "../../budgets/budget-status.ts";
import type { SpentKey, SpentSoFar } from "../../budgets/spent-by.ts";
import { clustersOf, type Observation, type Observed, percent, type ReadRule } from "./observed.ts";
import type { RuleQuestions } from "./rule-questions.ts";

/** A budget, and how it stood when it was looked at a moment ago. */
export interface LookedBudget {
  readonly budget: StoredBudget;
  readonly soFar: SpentSoFar;
}

/** How much of each cluster's last closed days was seen. */
export async function observeCoverage(
  { rule, when }: { readonly rule: ReadRule; readonly when: CoverageCondition },
  questions: RuleQuestions,
  asOf: Instant,
): Promise<Observation> {
  const stretch = { start: asOf - (when.days ?? 1) * DAY_MS, end: asOf };
  const coverage = await questions.coverage(stretch);
  const firsts = await questions.firstHours();
  const things = clustersOf(rule, await questions.clusters()).map(({ name, clusterId }): Observed => {
    const value = coverage.get(clusterId) ?? 0;
    // Days before a cluster was there are no days that were missed.
    const first = firsts.get(clusterId) ?? null;
    const isThere = first !== null && first < stretch.start + HOUR_MS;
    return {
      labels: { cluster: name },
      scope: { clusters: [name], namespaces: "all" },
      value: isThere ? value : null,
      title: `${percent(value)} of the hours of ${name} were seen`,
      facts: [{ name: "days", value: `${formatInstant(stretch.start)} to ${formatInstant(stretch.end)}` }],
    };
  });
  return { things, isWhole: true };
}

/** How old each cluster's newest hour is. */
export async function observeLate(
  { rule }: { readonly rule: ReadRule; readonly when: LateCondition },
  questions: RuleQuestions,
  now: Instant,
): Promise<Observation> {
  const statuses = new Map((await questions.statuses()).map((status) => [status.clusterId, status]));
  const things = clustersOf(rule, await questions.clusters()).map(({ name, clusterId }): Observed => {
    const newest = statuses.get(clusterId)?.newestHour ?? null;
    const hours = newest === null ? null : Math.max(0, (now - newest - HOUR_MS) / HOUR_MS);
    return {
      labels: { cluster: name },
      scope: { clusters: [name], namespaces: "all" },
      value: hours,
      title: `The numbers of ${name} are ${Math.floor(hours ?? 0)} hours old`,
      facts: newest === null ? [] : [{ name: "newest hour", value: formatInstant(newest) }],
    };
  });
  return { things, isWhole: true };
}

/** How the budgets within a rule's scope stand. */
export function observeBudgets(
  { rule, when }: { readonly rule: ReadRule; readonly when: BudgetCondition },
  looked: readonly LookedBudget[],
): Observation {
  const { definition, content } = rule;
  const seen = looked.filter(({ budget }) => isScopeWithin(budget.scope, definition.scope));
  const asked = seen.filter(
    ({ budget }) =>
      overlaps(content.filter.cluster, budget.content.question.cluster) &&
      overlaps(content.filter.namespace, budget.content.question.namespace),
  );
  return {
    isWhole: true,
    things: asked.flatMap(({ budget, soFar }) =>
      soFar.spent.map((spent) => observedBudget({ budget, soFar }, spent, when)),
    ),
  };
}

function overlaps(wanted: readonly string[] | undefined, has: readonly string[] | undefined): boolean {
  return wanted === undefined || (has?.some((name) => wanted.includes(name)) ?? false);
}

function observedBudget({ budget, soFar }: LookedBudget, spent: SpentKey, when: BudgetCondition): Observed {
  const { name, budgetId, scope, content } = budget;
  const value = budgetValue(soFar, spent, when);
  const whose = spent.key === "" ? name : `${name} of ${spent.key}`;
  return {
    labels: {
      budget: name,
      budget_id: budgetId,
      ...(spent.key !== "" && { key: spent.key }),
      ...(content.owner !== undefined && { owner: content.owner }),
    },
    scope,
    value,
    title: `The budget ${whose}: ${when.on} is at ${percent(value ?? 0)}`,
    facts: [
      {
        name: "spent",
        value: `${formatNano(spent.spentNano)} of ${formatNano(spent.amountNano)} ${content.currency}`,
      },
      { name: "period", value: `${formatInstant(soFar.period.start)} to ${formatInstant(soFar.period.end)}` },
    ],
  };
}

function budgetValue(
  soFar: SpentSoFar,
  spent: SpentKey,
  { on, bound = "mid" }: BudgetCondition,
): number | null {
  const { spentRatio, pace, expected } = judge(spendingOf(soFar, spent));
  if (on === "spent") return spentRatio;
  if (on === "pace") return pace;
  return expected && ratioOf(expected[`${bound}Nano`], spent.amountNano);
}
