import type { Instant } from "@kubecent/shared";
import type { EvidenceWindow, Unknown } from "./evidence.ts";

/** What is known of a volume over a window. */
export interface VolumeEvidence {
  readonly cluster: string;
  readonly currency: string;
  readonly window: EvidenceWindow;
  /** The persistent volume's name. */
  readonly name: string;
  /** Of its claim; "" where nobody claims it. */
  readonly namespace: string;
  readonly storageClass: string;
  readonly bytes: number;
  /** UTC days of the window in which it was there. */
  readonly days: number;
  /** Those of them in which it was told which pods have volumes mounted. */
  readonly toldDays: number;
  /** Those of these in which no pod had it mounted at any time. */
  readonly unmountedDays: number;
  /** The first day after it was last mounted; the first day that is kept of it if it never was. Null while it is mounted. */
  readonly unmountedSince: Instant | null;
  /** Whose pods had it last, as far back as days are kept. */
  readonly lastUser: WorkloadName | null;
  /** What it cost in the window, in nano-units. */
  readonly costNano: bigint;
}

export interface WorkloadName {
  readonly kind: string;
  readonly name: string;
}

/** What is known of a node over a window. */
export interface NodeEvidence {
  readonly cluster: string;
  readonly currency: string;
  readonly window: EvidenceWindow;
  readonly node: string;
  readonly pool: string;
  readonly instanceType: string;
  /** The newest hour in which it was there. */
  readonly lastSeen: Instant;
  /** Hours in a row up to then in which it was seen, and nothing ran on it but what every node has. */
  readonly idleHours: number;
  /** What it cost in those hours, and what of that nobody asked for or used, by resource. */
  readonly cost: Readonly<Record<NodeResource, SpentAndIdle>>;
  /** Whether nobody may start pods there: it is about to go. */
  readonly isCordoned: boolean | Unknown;
}

export type NodeResource = "cpu" | "ram" | "gpu";

export interface SpentAndIdle {
  readonly spentNano: bigint;
  readonly idleNano: bigint;
}

/** What a workload sent that is paid for: traffic within a zone is not counted. */
export interface TrafficEvidence {
  readonly bytes: number;
  /** How long it was measured. */
  readonly seconds: number;
}

/** What a workload's pods cost beside CPU and memory in a window, and how they stand. */
export interface WorkloadSurroundings {
  readonly traffic: TrafficEvidence | Unknown;
  /** Whether any of its pods had a volume mounted. */
  readonly hasVolumes: boolean;
  readonly gpuNano: bigint;
  /** Whether a PodDisruptionBudget of its namespace allows no pod to be taken away. */
  readonly isGuarded: boolean | Unknown;
  /** Whether all of its pods are on nodes that are paid for by the hour, on demand. */
  readonly isOnDemand: boolean;
}

/** What a pool of spot nodes costs in the window, and how much it had for that. */
export interface PoolRates {
  readonly pool: string;
  readonly cpuNano: bigint;
  readonly cpuNanoCoreHours: bigint;
  readonly ramNano: bigint;
  readonly ramNanoGibHours: bigint;
}
