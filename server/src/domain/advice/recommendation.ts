import type { InsufficientReason, RecommendationKind } from "@kubecent/shared";
import type { Amounts, EvidenceWindow, Limits, Unknown } from "./evidence.ts";

/** What advice is about. What belongs to no namespace is seen by those alone who see the whole cluster. */
export interface Subject {
  readonly cluster: string;
  /** "" for what belongs to the cluster as a whole: nodes, pools, volumes without a claim. */
  readonly namespace: string;
  /** The workload; both "" where it is about none. */
  readonly controllerKind: string;
  readonly controller: string;
  /** "" where it is about all of the workload. */
  readonly container: string;
  /** The node, the pool or the volume; "" where it is about none. */
  readonly asset: string;
}

/** What a rule advises about one subject, from the evidence of one window. */
export interface Recommendation {
  readonly kind: RecommendationKind;
  readonly subject: Subject;
  readonly currency: string;
  readonly window: EvidenceWindow;
  /** The rule and its numbers in words: why it says so. */
  readonly rule: string;
  /** What was looked at. */
  readonly facts: readonly Fact[];
  /** Null where there is no number; `insufficient` says why. */
  readonly change: Change | null;
  readonly insufficient: Insufficient | null;
  /** What of its rows' own cost becomes free; empty where nothing does. */
  readonly freed: readonly FreedCost[];
  /** By how much the bill falls, which packing alone can tell; null where it is not known. */
  readonly bill: BillEffect | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly warnings: readonly Warning[];
}

/** A number that somebody can check, with its unit. `value` is null where it was not measured. */
export interface Fact {
  readonly name: string;
  readonly value: number | string | null;
  readonly unit: "cores" | "bytes" | "ratio" | "seconds" | "hours" | "days" | "count" | "bytesPerSecond" | "";
}

export interface Insufficient {
  readonly reason: InsufficientReason;
  /** What was found and what was wanted. */
  readonly text: string;
}

export type Change =
  | ContainerChange
  | { readonly to: "delete" }
  | { readonly to: "fewer-nodes"; readonly nodesNow: number; readonly nodesAdvised: number }
  | { readonly to: "spot"; readonly replicas: number };

/** Requests and limits of a container, as they are and as they are advised. */
export interface ContainerChange {
  readonly to: "size";
  readonly now: { readonly requests: Amounts; readonly limits: Limits | Unknown };
  readonly advised: Size;
  /**
   * The same by pool, where pools of a DaemonSet need different sizes. Then there is no one size to advise: `advised` is the greatest
   * of each, `insufficient` says so, and nothing is freed.
   */
  readonly byPool: readonly PoolSize[];
  /** A pod to try it on; "" where none is known. */
  readonly pod: string;
  /** The Helm release that the workload's labels say it is of. */
  readonly helm: HelmRelease | null;
}

export interface HelmRelease {
  readonly chart: string;
  readonly release: string;
}

export interface Size {
  readonly requests: Amounts;
  readonly limits: Limits;
}

export interface PoolSize {
  readonly pool: string;
  readonly advised: Size;
}

/**
 * What a month's cost of one row is, and what of it would be free. A month is 730 hours; a row that ran for one hour in ten of the
 * window is taken to do so in the month. `freedNano` is negative where the advice is to ask for more, and never above `costNano`.
 */
export interface FreedCost {
  readonly row: CostRowKey;
  readonly costNano: bigint;
  readonly freedNano: bigint;
}

/** A row of cost: two recommendations that free the same row are about the same money. */
export interface CostRowKey {
  readonly cluster: string;
  readonly namespace: string;
  readonly controllerKind: string;
  readonly controller: string;
  readonly container: string;
  /** The node, volume or load balancer; "" for what containers cost. */
  readonly asset: string;
  readonly resource: "cpu" | "ram" | "gpu" | "volume" | "network" | "load_balancer";
}

/** By how much a month's bill falls, between two bounds. */
export interface BillEffect {
  readonly atLeastNano: bigint;
  readonly atMostNano: bigint;
  /** Where at least is 0: what else has to become free in a pool before a node of it can go. */
  readonly until: readonly PoolGap[];
}

export interface PoolGap {
  readonly pool: string;
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly pods: number;
}

export const WARNINGS = [
  "qos_changes",
  "quota_passed",
  "limit_range_clamps",
  "autoscaled",
  "managed_heap",
  "throttled",
  "not_lowered",
  "injected_container",
  "pools_differ",
  "disruption_budget",
  "zonal_volume",
  "may_come_back",
  "not_known",
] as const;

/** What to know before it is applied. */
export interface Warning {
  readonly code: (typeof WARNINGS)[number];
  readonly text: string;
}
