import { HOUR_MS } from "@kubecent/shared";
import type { NodeEvidence, NodeResource } from "../asset-evidence.ts";
import type { FreedCost, Recommendation, Warning } from "../recommendation.ts";
import { perMonth } from "../sizing/freed-cost.ts";
import { clusterSubject } from "./cluster-subject.ts";

const HOURS_WANTED = 24;
const RESOURCES: readonly NodeResource[] = ["cpu", "ram", "gpu"];

/**
 * Advises to remove nodes on which nothing but DaemonSets has run for a day. Of a pool that is idle as a whole one node stays, the
 * dearest, so that no more is promised than can be had.
 */
export function idleNodes(nodes: readonly NodeEvidence[]): Recommendation[] {
  const there = nodes.filter(({ lastSeen, window }) => lastSeen >= window.end - HOUR_MS);
  return [
    ...Map.groupBy(there, ({ cluster, pool, instanceType }) =>
      [cluster, pool, instanceType].join("\n"),
    ).values(),
  ]
    .flatMap((pool) => {
      const idle = pool.filter(({ idleHours }) => idleHours >= HOURS_WANTED);
      return idle.length < pool.length ? idle : idle.toSorted(byPrice).slice(1);
    })
    .map(idleNode);
}

function byPrice(a: NodeEvidence, b: NodeEvidence): number {
  const [priceA, priceB] = [monthOf(a), monthOf(b)];
  return priceA === priceB ? 0 : priceA > priceB ? -1 : 1;
}

function idleNode(node: NodeEvidence): Recommendation {
  const { cluster, currency, window, idleHours } = node;
  const bill = monthOf(node);
  return {
    kind: "idle-node",
    subject: clusterSubject({ cluster, asset: node.node }),
    currency,
    window,
    rule: `nothing but DaemonSets has run on it for ${idleHours} hours; ${HOURS_WANTED} are wanted`,
    facts: [
      { name: "idle_hours", value: idleHours, unit: "hours" },
      { name: "pool", value: node.pool, unit: "" },
      { name: "instance_type", value: node.instanceType, unit: "" },
    ],
    change: { to: "delete" },
    insufficient: null,
    freed: freedOf(node),
    bill: { atLeastNano: bill, atMostNano: bill, until: [] },
    confidence: 1,
    warnings: warningsOf(node),
  };
}

/** What its DaemonSets are charged for is theirs; the rest of its cost is a row of nobody's, and free as a whole. */
function freedOf(node: NodeEvidence): FreedCost[] {
  const { cluster, node: asset, cost } = node;
  const nobody = { namespace: "", controllerKind: "", controller: "", container: "" };
  return RESOURCES.filter((resource) => cost[resource].idleNano > 0n).map((resource) => {
    const costNano = monthly(node, cost[resource].idleNano);
    return { row: { cluster, ...nobody, asset, resource }, costNano, freedNano: costNano };
  });
}

function monthOf(node: NodeEvidence): bigint {
  return RESOURCES.reduce((sum, resource) => sum + monthly(node, node.cost[resource].spentNano), 0n);
}

/** Its cost is that of its idle hours, and it is there all the time. */
function monthly({ window, idleHours }: NodeEvidence, nano: bigint): bigint {
  return perMonth(nano, { ...window, seenHours: idleHours });
}

function warningsOf({ isCordoned }: NodeEvidence): Warning[] {
  if (isCordoned !== true) return [];
  return [{ code: "not_known", text: "it is cordoned: somebody may be about to remove it" }];
}
