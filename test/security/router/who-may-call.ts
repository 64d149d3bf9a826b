import type { Role } from "@kubecent/shared";

const EVERYBODY = "everybody";
/** Those who hold a code of a link that signs in once, and no role at all. */
const HOLDERS_OF_A_CODE: readonly Role[] = [];
const ALL: readonly Role[] = ["viewer", "editor", "auditor", "admin"];
const AUDITORS: readonly Role[] = ["auditor", "admin"];
const ADMINS: readonly Role[] = ["admin"];
const EDITORS: readonly Role[] = ["editor", "admin"];

/**
 * Who may call what, written down by hand: a new procedure has to be put in here, and a procedure that opens to
 * somebody else has to be changed here. The roles are over everything.
 */
export const WHO_MAY_CALL: Readonly<Record<string, typeof EVERYBODY | readonly Role[]>> = {
  "access.bindings.create": ADMINS,
  "access.bindings.delete": ADMINS,
  "access.bindings.list": ADMINS,
  "access.revocations.create": ADMINS,
  "access.revocations.delete": ADMINS,
  "access.revocations.list": ADMINS,
  "access.signIn": HOLDERS_OF_A_CODE,
  "access.tokens.create": ADMINS,
  "access.tokens.list": ADMINS,
  "access.tokens.revoke": ADMINS,
  "alerts.channels.create": EDITORS,
  "alerts.channels.delete": EDITORS,
  "alerts.channels.list": ALL,
  "alerts.channels.rotate": EDITORS,
  "alerts.channels.test": EDITORS,
  "alerts.channels.update": EDITORS,
  "alerts.deliveries.list": ALL,
  "alerts.deliveries.replay": EDITORS,
  "audit.checkpoint": AUDITORS,
  "audit.list": AUDITORS,
  "audit.verify": AUDITORS,
  "budgets.delete": EDITORS,
  "budgets.list": ALL,
  "budgets.periods": ALL,
  "budgets.set": EDITORS,
  "budgets.setAll": EDITORS,
  "budgets.status": ALL,
  "clusters.list": ALL,
  "clusters.prices": ALL,
  "clusters.status": ALL,
  "cost.allocation": ALL,
  "cost.assets": ALL,
  "cost.cluster": ALL,
  "cost.compare": ALL,
  "cost.explain": ALL,
  "cost.forecast": ALL,
  "cost.labels": ALL,
  "cost.namespaces": ALL,
  "cost.nodes": ALL,
  "cost.pods": ALL,
  "cost.reconcile": ALL,
  "cost.timeseries": ALL,
  "cost.workloads": ALL,
  "metrics.nodes": ALL,
  "metrics.pods": ALL,
  "settings.get": ALL,
  "settings.update": ADMINS,
  "system.health": EVERYBODY,
  "system.info": ALL,
};

/** What serves callers who may see a part alone, by that part; everything else is about the service as a whole. */
export const SERVES_SCOPED: readonly string[] = [
  "alerts.channels.create",
  "alerts.channels.delete",
  "alerts.channels.list",
  "alerts.channels.rotate",
  "alerts.channels.test",
  "alerts.channels.update",
  "alerts.deliveries.list",
  "alerts.deliveries.replay",
  "budgets.delete",
  "budgets.list",
  "budgets.periods",
  "budgets.set",
  "budgets.setAll",
  "budgets.status",
  "clusters.list",
  "clusters.prices",
  "clusters.status",
  "cost.allocation",
  "cost.assets",
  "cost.cluster",
  "cost.compare",
  "cost.explain",
  "cost.forecast",
  "cost.labels",
  "cost.namespaces",
  "cost.nodes",
  "cost.pods",
  "cost.reconcile",
  "cost.timeseries",
  "cost.workloads",
  "metrics.nodes",
  "metrics.pods",
  "system.health",
  "system.info",
];
