import type { AlertKind, AlertRow } from "@kubecent/shared";
import type { ViewScope } from "../../../url/view.ts";

const KINDS: Readonly<Record<AlertKind, string>> = {
  budget: "Budget",
  spend: "Spending",
  anomaly: "Anomaly",
  efficiency: "Efficiency",
  newSpender: "New spender",
  prices: "Prices",
  coverage: "Coverage",
  late: "Late data",
  recommendations: "Savings",
};

export function alertKindInWords(kind: AlertKind): string {
  return KINDS[kind];
}

/** Whether an alert is about a place: its labels name no other one. */
export function isOfScope({ labels }: AlertRow, { cluster, namespace }: ViewScope): boolean {
  return isSame(labels["cluster"], cluster) && isSame(labels["namespace"], namespace);
}

function isSame(label: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || label === undefined || label === wanted;
}

/** How many fire, silenced ones among them, and how many are about to. */
export function firingInScope(rows: readonly AlertRow[], scope: ViewScope) {
  const own = rows.filter((row) => isOfScope(row, scope));
  const firing = own.filter(({ phase }) => phase === "firing");
  return {
    firing: firing.length,
    silenced: firing.filter(({ silenced }) => silenced).length,
    pending: own.filter(({ phase }) => phase === "pending").length,
  };
}

/** What says how an alert is, and not which one it is: a silence that named it would end when that changes. */
const MANNER: ReadonlySet<string> = new Set(["kind", "severity", "owner", "incident"]);
/** As many as a silence may name. */
const MOST_LABELS = 10;

/** The labels by which an alert is silenced, and no other one: its rule, and what the rule found it at. */
export function silenceMatchOf({ rule, labels }: AlertRow): Record<string, string> {
  const named = Object.entries(labels).filter(([name]) => !MANNER.has(name) && name !== "rule");
  return Object.fromEntries([["rule", rule] as const, ...named].slice(0, MOST_LABELS));
}
