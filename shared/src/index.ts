export {
  errorMessage,
  CostError,
  ERROR_CODES,
  type ErrorBody,
  type ErrorCode,
  type ErrorDetail,
} from "./errors.ts";
export { DAY_MS, formatInstant, HOUR_MS, hourOf, type Instant, MINUTE_MS } from "./instant.ts";
export { jsonOrUndefined } from "./json.ts";
export { formatNano, NANO_PER_UNIT, parseNano, splitNano } from "./money.ts";
export { PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES, type Role, roleGrants } from "./roles.ts";
export {
  FULL_SCOPE,
  isFullScope,
  isScopeWithin,
  namespacePatterns,
  NO_SCOPE,
  scopeOfClusters,
  scopeShows,
  scopeShowsCluster,
  scopeShowsWhole,
  unionScopes,
} from "./scope.ts";
export * from "./wire/access/bindings.ts";
export * from "./wire/access/revocations.ts";
export * from "./wire/access/sign-in.ts";
export * from "./wire/access/tokens.ts";
export * from "./wire/alerts/alerts.ts";
export * from "./wire/alerts/condition.ts";
export * from "./wire/alerts/routes.ts";
export * from "./wire/alerts/rules.ts";
export * from "./wire/alerts/silences.ts";
export * from "./wire/anomalies/anomaly-plans.ts";
export * from "./wire/anomalies/anomaly-query.ts";
export * from "./wire/anomalies/anomaly-row.ts";
export * from "./wire/aggregate-keys.ts";
export * from "./wire/assets.ts";
export * from "./wire/audit.ts";
export * from "./wire/budgets/budget-status.ts";
export * from "./wire/budgets/budget-period.ts";
export * from "./wire/budgets/budget-threshold.ts";
export * from "./wire/budgets/budgets.ts";
export * from "./wire/clusters.ts";
export * from "./wire/compare.ts";
export * from "./wire/cost-answer.ts";
export * from "./wire/cost-figures.ts";
export * from "./wire/cost-query.ts";
export * from "./wire/explain.ts";
export * from "./wire/explain-assets.ts";
export * from "./wire/forecast.ts";
export * from "./wire/identity.ts";
export * from "./wire/metrics.ts";
export * from "./wire/notify/channel-target.ts";
export * from "./wire/notify/channels.ts";
export * from "./wire/notify/deliveries.ts";
export * from "./wire/notify/message.ts";
export * from "./wire/prices.ts";
export * from "./wire/advice/change.ts";
export * from "./wire/advice/kinds.ts";
export * from "./wire/advice/patch.ts";
export * from "./wire/advice/recommendation-query.ts";
export * from "./wire/advice/recommendation-row.ts";
export * from "./wire/advice/recommendation-sums.ts";
export * from "./wire/reconcile.ts";
export * from "./wire/share-query.ts";
export * from "./wire/scope.ts";
export * from "./wire/settings.ts";
export * from "./wire/system.ts";
export { NameSchema } from "./wire/text.ts";
export * from "./wire/window.ts";
