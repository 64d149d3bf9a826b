import { billEffects, type ClusterPlaces } from "./bill/bill-effects.ts";
import type { PoolBill } from "./bill/packed-pool.ts";
import { workloadKey } from "./bill/pool-changes.ts";
import type { ClusterEvidence } from "./cluster-evidence.ts";
import type { WorkloadEvidence } from "./evidence.ts";
import { type SavingsTotal, savingsTotal } from "./ledger/savings-total.ts";
import { settle } from "./ledger/settle.ts";
import type { Recommendation } from "./recommendation.ts";
import { abandonedWorkload } from "./rules/abandoned-workload.ts";
import { idleNodes } from "./rules/idle-nodes.ts";
import { poolPacking } from "./rules/pool-packing.ts";
import { spotCandidate } from "./rules/spot-candidate.ts";
import { unmountedVolume } from "./rules/unmounted-volume.ts";

/** All advice on a cluster: no money is in two, and each says by how much the bill falls where that can be told. */
export interface SettledCluster {
  readonly recommendations: readonly Recommendation[];
  /** Those of whose money others free so much that they are not worth their while. */
  readonly covered: readonly Recommendation[];
  readonly total: SavingsTotal;
}

/** What is advised of a workload beside its sizes: to delete it, or to move it to spot nodes. */
export function adviseWorkload(workload: WorkloadEvidence, cluster: ClusterEvidence): Recommendation[] {
  const { namespace, kind: controllerKind, name: controller } = workload;
  const around = cluster.surroundings.get(workloadKey({ namespace, controllerKind, controller }));
  if (!around) return [];
  const advice = [abandonedWorkload(workload, around), spotCandidate(workload, around, cluster.spotPools)];
  return advice.filter((each) => each !== null);
}

/** Joins what is advised of workloads with what is advised of the cluster's nodes, volumes and pools. */
export function settleCluster(
  ofWorkloads: readonly Recommendation[],
  cluster: ClusterEvidence,
): SettledCluster {
  const idle = idleNodes(cluster.nodes);
  const volumes = cluster.volumes.map(unmountedVolume).filter((each) => each !== null);
  const { kept, covered } = settle([...ofWorkloads, ...volumes, ...idle]);
  if (!cluster.places) return { recommendations: kept, covered, total: savingsTotal(kept, null) };

  const { of, pools } = billEffects(withoutNodes(cluster.places, idle), kept);
  const billed = kept.map((each) => ({ ...each, bill: of.get(each) ?? each.bill }));
  const recommendations = [...billed, ...packings(pools, cluster)];
  return { recommendations, covered, total: savingsTotal(recommendations, pools) };
}

function withoutNodes({ nodes, pods }: ClusterPlaces, idle: readonly Recommendation[]): ClusterPlaces {
  const gone = new Set(idle.map(({ subject }) => subject.asset));
  return {
    nodes: nodes.filter(({ name }) => !gone.has(name)),
    pods: pods.filter(({ node }) => !gone.has(node)),
  };
}

function packings(pools: readonly PoolBill[], cluster: ClusterEvidence): Recommendation[] {
  return pools.map((pool) => poolPacking(pool, cluster)).filter((each) => each !== null);
}
