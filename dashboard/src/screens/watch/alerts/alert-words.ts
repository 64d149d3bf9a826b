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
