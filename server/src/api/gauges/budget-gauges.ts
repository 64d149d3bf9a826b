import { EXPECTED_BOUNDS, formatNano, isScopeWithin, type Scope } from "@kubecent/shared";
import { judge, ratioOf } from "../../domain/budgets/judge.ts";
import type { LookedBudget } from "../alerts/watch/observe-others.ts";
import { spendingOf } from "../budgets/budget-status.ts";
import type { SpentKey } from "../budgets/spent-by.ts";
import type { CostGauge, GaugeSample } from "./cost-gauge.ts";

/** One row of a budget: all of it, or one value of its `by`. */
interface BudgetLine {
  readonly looked: LookedBudget;
  readonly spent: SpentKey;
  readonly labels: Readonly<Record<string, string>>;
}

/** How the budgets within a scope stood when they were looked at last: the numbers of `budgets.status`. */
export function budgetGauges(all: readonly LookedBudget[], scope: Scope): CostGauge[] {
  const lines = all.filter(({ budget }) => isScopeWithin(budget.scope, scope)).flatMap(linesOf);
  return BUDGET_GAUGES.map(({ name, help, samplesOf }) => ({
    name,
    help,
    samples: lines.flatMap((line) =>
      samplesOf(line).map(({ labels, value }) => ({ labels: { ...line.labels, ...labels }, value })),
    ),
  }));
}

function linesOf(looked: LookedBudget): BudgetLine[] {
  const { budgetId, name, content } = looked.budget;
  const [cluster = "", ...others] = content.question.cluster ?? [];
  return looked.soFar.spent.map((spent) => ({
    looked,
    spent,
    labels: {
      budget: name,
      budget_id: budgetId,
      key: spent.key,
      owner: content.owner ?? "",
      cluster: others.length > 0 ? "" : cluster,
      currency: content.currency,
    },
  }));
}

interface BudgetGauge extends Omit<CostGauge, "samples"> {
  readonly samplesOf: (line: BudgetLine) => readonly GaugeSample[];
}

const BUDGET_GAUGES: readonly BudgetGauge[] = [
  {
    name: "kubecent_budget_amount",
    help: "What a budget may spend in its period, with what was carried over.",
    samplesOf: ({ spent }) => [{ labels: {}, value: formatNano(spent.amountNano) }],
  },
  {
    name: "kubecent_budget_spent",
    help: "What a budget has spent in its period, exact to nine places.",
    samplesOf: ({ spent }) => [{ labels: {}, value: formatNano(spent.spentNano) }],
  },
  {
    name: "kubecent_budget_spent_ratio",
    help: "Share of its amount that a budget has spent.",
    samplesOf: ({ spent }) => known(ratioOf(spent.spentNano, spent.amountNano)),
  },
  {
    name: "kubecent_budget_elapsed_ratio",
    help: "Share of a budget's period that is over.",
    samplesOf: ({ looked: { soFar } }) =>
      known((soFar.until - soFar.period.start) / (soFar.period.end - soFar.period.start)),
  },
  {
    name: "kubecent_budget_usual_ratio",
    help: "Share of a period's cost that is usually spent by now.",
    samplesOf: (line) => known(judged(line).usualRatio),
  },
  {
    name: "kubecent_budget_pace_ratio",
    help: "Spent against what is usually spent by now; none before a tenth of it is.",
    samplesOf: (line) => known(judged(line).pace),
  },
  {
    name: "kubecent_budget_expected_ratio",
    help: "What the period is expected to cost, as a share of the amount; four of five periods end between low and high.",
    samplesOf: ({ spent: { amountNano, outlook } }) =>
      EXPECTED_BOUNDS.flatMap((bound) =>
        outlook.expected
          ? [{ labels: { bound }, value: String(ratioOf(outlook.expected[`${bound}Nano`], amountNano)) }]
          : [],
      ),
  },
  {
    name: "kubecent_budget_coverage_ratio",
    help: "Share of the period's hours up to now that were seen.",
    samplesOf: ({ looked }) => known(looked.soFar.coverage),
  },
];

function judged({ looked, spent }: BudgetLine): ReturnType<typeof judge> {
  return judge(spendingOf(looked.soFar, spent));
}

function known(ratio: number | null): GaugeSample[] {
  return ratio === null ? [] : [{ labels: {}, value: String(ratio) }];
}
