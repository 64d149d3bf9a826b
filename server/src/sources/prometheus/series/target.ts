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

/**
 * The node that a cAdvisor series tells of. `nodes` names the known ones, by their names and internal
 * addresses: a host's name may differ from that of its node, so what names a known node goes first.
 */
export function scrapedNode(series: Series, nodes: ReadonlyMap<string, string>): string {
  const host = (series.labels["instance"] ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  const labels = ["node", "kubernetes_io_hostname", "kubernetes_node"].map((label) => labelOf(series, label));
  const told = [...labels, host].filter((name) => name !== "");
  return told.map((name) => nodes.get(name)).find((name) => name !== undefined) ?? told[0] ?? "";
}

/** The known nodes, by their names and internal addresses, from what `kube_node_info` tells. */
export function nodesByAddress(nodeInfo: readonly Series[]): Map<string, string> {
  return new Map(
    nodeInfo.flatMap((each) => {
      const node = labelOf(each, "node");
      return [[node, node] as const, [labelOf(each, "internal_ip"), node] as const];
    }),
  );
}
