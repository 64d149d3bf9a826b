import type { NodeEvidence, PoolRates, VolumeEvidence, WorkloadSurroundings } from "./asset-evidence.ts";
import type { ClusterPlaces } from "./bill/bill-effects.ts";
import type { EvidenceWindow } from "./evidence.ts";

/** What is known of a cluster over a window beside its containers. */
export interface ClusterEvidence {
  readonly cluster: string;
  readonly currency: string;
  readonly window: EvidenceWindow;
  readonly volumes: readonly VolumeEvidence[];
  readonly nodes: readonly NodeEvidence[];
  /** By the workloads' keys (`workloadKey`). */
  readonly surroundings: ReadonlyMap<string, WorkloadSurroundings>;
  readonly spotPools: readonly PoolRates[];
  /** Where pods stood in a busy hour; null where nobody tells what of nodes can be given to pods. */
  readonly places: ClusterPlaces | null;
  /** Namespaces in which a disruption budget allows no pod to be taken away. */
  readonly guarded: ReadonlySet<string>;
}
