/**
 * Procedures whose answers are kept: those that say which version of the data they were made from, and depend on
 * nothing beside it but their input, where their window lies, and what the caller may see. A new procedure is not
 * kept until it stands here. `clusters.status` tells of work in progress, `audit.list` must miss nothing,
 * `system.info` is about its caller, and lists of clusters and prices are as cheap as a look into the table.
 */
const CACHED_PROCEDURES: ReadonlySet<string> = new Set([
  "cost.allocation",
  "cost.assets",
  "cost.cluster",
  "cost.compare",
  "cost.explain",
  "cost.labels",
  "cost.namespaces",
  "cost.nodes",
  "cost.pods",
  "cost.reconcile",
  "cost.timeseries",
  "cost.workloads",
  "metrics.nodes",
  "metrics.pods",
]);

/** Whether the answers of this procedure are kept. */
export function isCached(procedure: string): boolean {
  return CACHED_PROCEDURES.has(procedure);
}
