import type { BudgetRow, BudgetStanding, BudgetStatus, BudgetThreshold } from "@kubecent/shared";
import { share } from "../../../format/share.ts";
import type { ViewScope } from "../../../url/view.ts";

/** Whether a budget wants a look: a threshold is crossed, the amount is spent, or it cannot be answered. */
export function needsLook({ status }: BudgetStanding): boolean {
  return status === null || status.rows.some(isCrossed);
}

export function isCrossed({ spentRatio, thresholds }: BudgetStatus): boolean {
  return spentRatio >= 1 || thresholds.some(({ state }) => state === "crossed");
}

/** Whether something of a place counts in a budget. */
export function isAboutScope(
  { question, scope: own }: BudgetRow,
  { cluster, namespace }: ViewScope,
): boolean {
  const clusters = question.cluster ?? (own.clusters === "all" ? undefined : own.clusters);
  const isOfCluster = cluster === undefined || (clusters?.includes(cluster) ?? true);
  return isOfCluster && (namespace === undefined || (question.namespace?.includes(namespace) ?? true));
}

/** What counts, for people: "namespace search, cluster prod". */
export function questionInWords({ question, by }: BudgetRow): string {
  const { cluster, namespace, node, controllerKind, controller, pod, container, label } = question;
  const fields = [
    ["cluster", cluster],
    ["namespace", namespace],
    ["node", node],
    ["kind", controllerKind],
    ["workload", controller],
    ["pod", pod],
    ["container", container],
    ...Object.entries(label ?? {}).map(([name, values]) => [`label ${name}`, values] as const),
  ] as const;
  const named = fields.flatMap(([name, values]) => (values ? [`${name} ${values.join(", ")}`] : []));
  const what = named.length === 0 ? "everything in its scope" : named.join("; ");
  return by === undefined ? what : `${what}; each ${by.replace(/^label:/, "label ")} by itself`;
}

const PERIODS = {
  day: "a day",
  week: "a week",
  month: "a month",
  quarter: "a quarter",
  year: "a year",
  custom: "once",
} as const;

export function periodInWords({ period: { every } }: Pick<BudgetRow, "period">): string {
  return PERIODS[every];
}

/** "spent 80%", "expected 100% (low)", "pace 1.15 ×". */
export function thresholdInWords({ on, at, bound }: BudgetThreshold, locale: string): string {
  if (on === "pace") return `pace ${new Intl.NumberFormat(locale).format(at)} ×`;
  return `${on} ${share(at, locale)}${bound === undefined || bound === "mid" ? "" : ` (${bound})`}`;
}

/** Those first that want a look most. */
export function worstFirst(one: BudgetStanding, other: BudgetStanding): number {
  return worstOf(other) - worstOf(one);
}

function worstOf({ status }: BudgetStanding): number {
  if (status === null) return Number.MAX_VALUE;
  return Math.max(0, ...status.rows.map((row) => row.spentRatio + (isCrossed(row) ? 1_000 : 0)));
}
