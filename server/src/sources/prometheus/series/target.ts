import { labelOf, type Series } from "./series.ts";

/** Labels that tell targets apart, and the copies that several Prometheus servers keep of one. */
export const TARGET_LABELS = [
  "job",
  "instance",
  "metrics_path",
  "prometheus",
  "prometheus_replica",
  "replica",
  "__replica__",
];

/** Names the scraped target that a series comes from; "" for series without one, such as recorded rules. */
export function targetOf({ labels }: Series): string {
  if (labels["job"] === undefined && labels["instance"] === undefined) return "";
  return TARGET_LABELS.map((label) => labels[label] ?? "").join("\n");
}

/** The job that a series comes from: the same exporter, wherever it ran. */
export function jobOf({ labels }: Series): string {
  return labels["job"] ?? "";
}

/** The node that a cAdvisor series tells of; `byAddress` names nodes by their internal address. */
export function scrapedNode(series: Series, byAddress: ReadonlyMap<string, string>): string {
  const named = labelOf(series, "node", "kubernetes_io_hostname", "kubernetes_node");
  if (named !== "") return named;

  const host = (series.labels["instance"] ?? "").replace(/:\d+$/, "");
  return byAddress.get(host) ?? host;
}
