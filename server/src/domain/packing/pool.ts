import type { Amounts } from "./amounts.ts";

/** Nodes that schedulers treat alike, and the pods on them that could stand on another one of them. */
export interface Pool {
  readonly name: string;
  readonly nodes: readonly PoolNode[];
  /** Without those that every node has: DaemonSets' pods and the like. */
  readonly pods: readonly PoolPod[];
}

export interface PoolNode {
  readonly name: string;
  readonly zone: string;
  /** Allocatable less what its DaemonSets' pods ask for. */
  readonly room: Amounts;
  /** What it costs in a month, in nano-units. */
  readonly monthNano: bigint;
}

export interface PoolPod {
  readonly id: string;
  readonly namespace: string;
  /** Its owner: replicas that stand apart are of one. */
  readonly workload: string;
  readonly node: string;
  /** Whether it has a volume that cannot leave its zone. */
  readonly staysInZone: boolean;
  readonly size: Amounts;
}

/** What becomes of pods. Those that are not named stay as they are. */
export interface PoolChanges {
  /** Their new sizes, by their ids; null where they go away. */
  readonly pods: ReadonlyMap<string, Amounts | null>;
  /** Room that smaller pods of DaemonSets leave, by nodes. */
  readonly freed: ReadonlyMap<string, Amounts>;
}

export const NO_CHANGES: PoolChanges = { pods: new Map(), freed: new Map() };
