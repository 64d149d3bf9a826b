import type { BudgetRow, BudgetStanding, ForecastAnswer } from "@kubecent/shared";
import type { Rights } from "../../../data/may-see-whole.ts";
import { costParts, NO_SHARES } from "../../../rows/row-parts.ts";
import { DEFAULT_VIEW, type View, type ViewFilter } from "../../../url/view.ts";
import { readWhyKey } from "../../../why/why-key.ts";
import { TOTAL, type WhyTarget } from "../../../why/why-target.ts";
import { idleOf } from "../watch-questions.ts";

interface BudgetWhyOf {
  view: View;
  caller: Rights;
  standings: readonly BudgetStanding[];
  coming: ForecastAnswer | undefined;
}

interface ExplainedSpending {
  target: WhyTarget;
  window: { start: string; end: string };
}

/** A value of a budget as `why=` names it. */
export function standingKey(id: string, key: string | null): string {
  return key === null ? id : `${id} ${key}`;
}

/**
 * Whether what a budget has spent is explained by what containers paid, and what clusters cost beside that. Where it bears shares, or
 * counts less than its question says because its scope is narrower, it is not.
 */
export function isExplained({ question, scope }: BudgetRow): boolean {
  const isShared =
    question.idle === "share" ||
    question.shareFee ||
    [question.shareNamespaces, question.shareLabels, question.shareMonthly].some(
      (each) => each !== undefined,
    );
  return !isShared && scope.clusters === "all" && scope.namespaces === "all";
}

/** What explains what was spent: of a budget's period, or of the month. */
export function budgetWhy({ view, caller, standings, coming }: BudgetWhyOf): ExplainedSpending | null {
  const key = readWhyKey(view.why, ["spent"]);
  if (!key) return null;
  if (key.row === TOTAL) return coming ? monthWhy(view, caller, coming) : null;
  for (const { budget, status } of standings) {
    const row = status?.rows.find((each) => standingKey(budget.id, each.key) === key.row);
    if (!row || !status || !isExplained(budget)) continue;
    const { start, end } = status.period;
    const of = budgetView(budget, row.key, { start, end });
    const idle = budget.question.idle === "show" ? "show" : "hide";
    const target = {
      title: row.key === null ? budget.name : `${budget.name}: ${row.key}`,
      amount: row.spent,
      currency: budget.currency,
      parts: costParts(of, idle, NO_SHARES),
    };
    return { target, window: { start, end: status.until } };
  }
  return null;
}

function monthWhy(
  view: View,
  caller: Rights,
  { window, currency, totals }: ForecastAnswer,
): ExplainedSpending {
  const of = { ...view, window: { from: window.start, to: window.end } };
  return {
    target: {
      title: "This month so far",
      amount: totals.spentCost,
      currency,
      parts: costParts(of, idleOf(view, caller), NO_SHARES),
    },
    window: { start: window.start, end: window.pending?.start ?? window.end },
  };
}

/** What a budget counts, as a view of the page asks for it. */
function budgetView(
  { question, by, currency, period }: BudgetRow,
  key: string | null,
  { start, end }: { start: string; end: string },
): View {
  const { cluster, namespace, node, controllerKind, controller, pod, container, label } = question;
  const plain = { cluster, namespace, node, controllerKind, controller, pod, container } as const;
  const filters = [
    ...Object.entries(plain).flatMap(([field, values]) => filtersOf(field, values)),
    ...Object.entries(label ?? {}).flatMap(([name, values]) => filtersOf(`label:${name}`, values)),
  ];
  const own = by === undefined || key === null ? [] : filtersOf(by, [key]);
  return {
    ...DEFAULT_VIEW,
    // What one value of `by` has spent is narrower than what the question names of it.
    filters: [...filters.filter(({ field }) => own.length === 0 || field !== by), ...own],
    window: { from: start, to: end },
    timeZone: period.zone,
    currency,
  };
}

function filtersOf(field: string, values: readonly string[] | undefined): ViewFilter[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- budgets have the fields of filters
  return (values ?? []).map((value) => ({ field: field as ViewFilter["field"], value }));
}
