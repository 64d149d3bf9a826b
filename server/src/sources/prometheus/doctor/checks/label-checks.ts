import { ASSETS, NAMESPACE_LABELS, POD_FAMILIES } from "../../query/families.ts";
import type { Family } from "../../query/selector.ts";
import { kubernetesLabels, labelOf } from "../../series/series.ts";
import { nodesByAddress, scrapedNode } from "../../series/target.ts";
import { type Check, found, missing, partial } from "../source-check.ts";

/** This many series show whether labels are allowed. */
const ENOUGH = 50;
const CLUSTER_LABELS = ["cluster", "cluster_id", "cluster_name", "k8s_cluster", "k8s_cluster_name"];

/** Whether labels are there that tell pods, nodes and clusters apart. */
export const LABEL_CHECKS: readonly Check[] = [
  allowedLabels("pods", POD_FAMILIES.podLabels, "Costs by label have nothing to go by"),
  allowedLabels("namespaces", NAMESPACE_LABELS, "Labels of namespaces cannot stand in for those of pods"),
  allowedLabels(
    "nodes",
    ASSETS.nodeLabels,
    "Pools and labels of nodes are only known as far as other series tell them, so price books may match other rules",
  ),
  {
    name: "uid of pods",
    gravity: "poorer",
    consequence: "A pod that comes back under its name, as those of StatefulSets do, counts as the same one",
    remedy: "Keep the label uid of kube_pod_info, or the label id of cAdvisor, in relabelling rules",
    async look(examiner) {
      const [pods = [], containers = []] = await Promise.all(
        [POD_FAMILIES.podInfo, POD_FAMILIES.ram].map((family) => examiner.some(family, ENOUGH)),
      );
      const isToldByState = pods.some((each) => labelOf(each, "uid") !== "");
      const isToldByCgroup = containers.some((each) => (each.labels["id"] ?? "") !== "");
      if (isToldByState) {
        return isToldByCgroup
          ? found("by kube-state-metrics, and by cAdvisor's id")
          : found("by kube-state-metrics; cAdvisor's samples are told apart by time");
      }
      return isToldByCgroup ? partial("by cAdvisor's id only") : missing("nobody tells it");
    },
  },
  {
    name: "node of cAdvisor's series",
    gravity: "poorer",
    consequence: "While kube-state-metrics is down, nodes count as not seen although their containers are",
    remedy: "Relabel __meta_kubernetes_node_name to node, or keep internal_ip of kube_node_info",
    async look(examiner) {
      const labels = ["node", "kubernetes_io_hostname", "kubernetes_node", "instance"];
      const [targets, nodes] = await Promise.all([
        examiner.countBy(POD_FAMILIES.ram, labels),
        examiner.countBy(ASSETS.nodeInfo, ["node", "exported_node", "internal_ip"]),
      ]);
      const names = new Set(nodes.map((each) => labelOf(each, "node")));
      const byAddress = nodesByAddress(nodes);
      const known = targets.filter((each) => names.has(scrapedNode(each, byAddress)));
      const detail = `${known.length} of ${targets.length} cAdvisors belong to a known node`;
      if (known.length === targets.length && targets.length > 0) return found(detail);
      return known.length === 0 ? missing(detail) : partial(detail);
    },
  },
  {
    name: "one cluster alone",
    gravity: "wrong",
    consequence: "Several clusters are added up as one, and pods of one name taken for the same",
    remedy: 'Set PROMETHEUS_MATCHERS to this cluster\'s labels, such as {"cluster":"eu-1"}',
    async look(examiner) {
      const free = CLUSTER_LABELS.filter((label) => examiner.matchers.every((each) => each.label !== label));
      const counts = await examiner.countBy(ASSETS.nodeInfo, free);
      const several = free
        .map((label) => ({ label, values: new Set(counts.map((each) => each.labels[label] ?? "")) }))
        .find(({ values }) => values.size > 1);
      if (several === undefined) return found("no label tells of another");
      const names = [...several.values].slice(0, 5).map((value) => value || "(none)");
      return missing(`${several.values.size} values of the label ${several.label}: ${names.join(", ")}`);
    },
  },
];

function allowedLabels(things: string, family: Family, consequence: string): Check {
  return {
    name: `labels of ${things}`,
    gravity: "poorer",
    consequence,
    remedy:
      "Start kube-state-metrics with --metric-labels-allowlist=pods=[*],namespaces=[*],nodes=[*], or with the keys that you need (kube-prometheus-stack: kube-state-metrics.metricLabelsAllowlist)",
    async look(examiner) {
      const some = await examiner.some(family, ENOUGH);
      const keys = new Set(some.flatMap((each) => Object.keys(kubernetesLabels(each))));
      if (keys.size > 0) return found(`${keys.size} keys on ${some.length} ${things}`);
      return missing(some.length > 0 ? `none on ${some.length} ${things}` : `no ${family.metric}`);
    },
  };
}
