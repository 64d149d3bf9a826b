import { ASSETS, NODE_PRESENCE } from "../query/families.ts";
import { NODE_SIGNS } from "../query/sign-families.ts";
import { FamilySeries } from "../query/family-series.ts";
import type { Family } from "../query/selector.ts";
import { labelOf, type Series } from "../series/series.ts";
import { nodesByAddress, scrapedNode } from "../series/target.ts";

/** The label under which a sign bears the name of its node. */
const NODE = "node";

/** Signs of machines by kind, under the names of their nodes; those of machines that are no known nodes are left out. */
export function signsOfNodes(signs: readonly Series[], assets: FamilySeries): FamilySeries {
  const names = nodesByAddress(assets.of(ASSETS.nodeInfo));
  for (const each of assets.of(...NODE_PRESENCE)) names.set(labelOf(each, "node"), labelOf(each, "node"));
  names.delete("");
  const hosts = new Map([...names, ...systemNames(signs, names)]);
  const ofKind = (family: Family): Series[] => {
    const metrics = new Set(family.metric.split("|"));
    return signs
      .filter(({ labels }) => metrics.has(labels["__name__"] ?? ""))
      .flatMap((each) => {
        const node = nodeOfSign(each, hosts);
        if (node === undefined) return [];
        const { exported_node: _, ...labels } = each.labels;
        return [{ ...each, labels: { ...labels, [NODE]: node } }];
      });
  };
  return new FamilySeries(Object.values(NODE_SIGNS).map((family) => [family, ofKind(family)] as const));
}

/** The node of a sign, where it is a known one; Karpenter runs on one node and tells of others. */
function nodeOfSign(sign: Series, hosts: ReadonlyMap<string, string>): string | undefined {
  const { labels } = sign;
  if (labels["__name__"] === "karpenter_nodes_allocatable") return hosts.get(labels["node_name"] ?? "");
  const told = [labels["nodename"], labels["kubernetes_node_name"], labels["node_name"]];
  const named = told.map((name) => hosts.get(name ?? "")).find((name) => name !== undefined);
  return named ?? hosts.get(scrapedNode(sign, hosts)) ?? hosts.get(labels["instance"] ?? "");
}

/** The nodes of node_exporter's targets, whose addresses may not be the nodes': by the name that the system has itself. */
function systemNames(signs: readonly Series[], names: ReadonlyMap<string, string>): Map<string, string> {
  const hosts = new Map<string, string>();
  const byShortName = Map.groupBy(new Set(names.values()), shortName);
  for (const { labels } of signs) {
    const { __name__: metric, nodename = "", instance = "" } = labels;
    const [alike, ...others] = byShortName.get(shortName(nodename)) ?? [];
    const node = names.get(nodename) ?? (others.length === 0 ? alike : undefined);
    if (metric !== "node_uname_info" || node === undefined || instance === "") continue;
    hosts.set(instance, node);
  }
  return hosts;
}

function shortName(name: string): string {
  return name.split(".", 1)[0] ?? "";
}
