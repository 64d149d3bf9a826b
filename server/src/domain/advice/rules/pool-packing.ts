import type { PoolBill } from "../bill/packed-pool.ts";
import type { EvidenceWindow } from "../evidence.ts";
import type { Recommendation, Warning } from "../recommendation.ts";
import { clusterSubject } from "./cluster-subject.ts";

/** What is told of the cluster that a pool is in. */
export interface PackedCluster {
  readonly cluster: string;
  readonly currency: string;
  readonly window: EvidenceWindow;
  /** Namespaces in which a disruption budget allows no pod to be taken away. */
  readonly guarded: ReadonlySet<string>;
}

/** Advises to run a pool on fewer nodes where its pods fit on them as they are, whatever else is advised. */
export function poolPacking(
  { pool, needed, packing }: PoolBill,
  { cluster, currency, window, guarded }: PackedCluster,
): Recommendation | null {
  if (packing.leastNodes < 1) return null;
  return {
    kind: "pool-packing",
    subject: clusterSubject({ cluster, asset: pool.name }),
    currency,
    window,
    rule: `its pods fit on ${needed.kept.high} nodes as they are, those that stand apart today apart; no packing takes fewer than ${needed.free.low}`,
    facts: [
      { name: "nodes", value: pool.nodes.length, unit: "count" },
      { name: "nodes_enough", value: needed.kept.high, unit: "count" },
      { name: "nodes_at_least", value: needed.free.low, unit: "count" },
      { name: "pods", value: pool.pods.length, unit: "count" },
    ],
    change: { to: "fewer-nodes", nodesNow: pool.nodes.length, nodesAdvised: needed.kept.high },
    insufficient: null,
    freed: [],
    bill: { atLeastNano: packing.leastNano, atMostNano: packing.mostNano, until: [] },
    confidence: 1,
    warnings: warningsOf(pool, guarded),
  };
}

function warningsOf({ pods }: PoolBill["pool"], guarded: ReadonlySet<string>): Warning[] {
  const held = new Set(pods.map(({ namespace }) => namespace).filter((namespace) => guarded.has(namespace)));
  const bound = pods.filter(({ staysInZone }) => staysInZone).length;
  const budgets = `disruption budgets in ${[...held].join(", ")} allow no pod to be taken away: such nodes cannot be drained`;
  const volumes = `${bound} of its pods have volumes that cannot leave their zone: they were kept in it`;
  return [
    ...(held.size > 0 ? [{ code: "disruption_budget", text: budgets } as const] : []),
    ...(bound > 0 ? [{ code: "zonal_volume", text: volumes } as const] : []),
  ];
}
