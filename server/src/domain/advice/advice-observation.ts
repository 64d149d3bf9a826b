import type { Autoscaler, LimitRangeRule, Limits, QuotaRule, VerticalTargetAmounts } from "./evidence.ts";

/** What advice asks a source for, family by family. A source may tell any of them and not the others. */
export const ADVICE_FAMILIES = [
  "limits",
  "oomKills",
  "throttling",
  "autoscalers",
  "limitRanges",
  "quotas",
  "nodeStates",
  "disruptionBudgets",
  "verticalAutoscalers",
] as const;
export type AdviceFamily = (typeof ADVICE_FAMILIES)[number];

/** What a source told of one hour beside quantities. What it did not tell is not there, and `told` says so. */
export interface AdviceObservation {
  /** Families that were looked at, in the order above. Of any other, "none" here means nothing. */
  readonly told: readonly AdviceFamily[];
  /** How often usage is measured, by the slowest of the targets that do it; null where that is not known. */
  readonly usageIntervalSeconds: number | null;
  /** Containers of which there is anything to say; those that have no limit, for one, are left out. */
  readonly containers: readonly ContainerAdvice[];
  readonly autoscalers: readonly ObservedAutoscaler[];
  readonly limitRanges: readonly InNamespace<LimitRangeRule>[];
  readonly quotas: readonly InNamespace<QuotaRule>[];
  readonly nodes: readonly NodeState[];
  readonly disruptionBudgets: readonly DisruptionBudget[];
  readonly verticalTargets: readonly VerticalTarget[];
}

/** What a source tells of an hour of which nothing counts as seen. */
export const NOTHING_TOLD: AdviceObservation = {
  told: [],
  usageIntervalSeconds: null,
  containers: [],
  autoscalers: [],
  limitRanges: [],
  quotas: [],
  nodes: [],
  disruptionBudgets: [],
  verticalTargets: [],
};

/** Something of a namespace. */
export type InNamespace<Thing> = Thing & { readonly namespace: string };

/** The containers of one name in the pods of one workload; a pod without an owner is named itself. */
export interface WorkloadContainer {
  readonly namespace: string;
  /** Both "" for a pod without an owner. */
  readonly controllerKind: string;
  readonly controller: string;
  /** Name and uid of a pod without an owner; both "" otherwise. */
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
}

/** What was told of a workload's containers in the hour, all of its pods together. */
export interface ContainerAdvice extends WorkloadContainer {
  /** Each pair of limits that any of them had, in order; during a rollout there are two. */
  readonly limits: readonly Limits[];
  /** Null where no period was counted: there is no CPU limit, or nobody tells. */
  readonly cpuPeriods: CpuPeriods | null;
  /** How often one of them was killed for want of memory. */
  readonly oomKills: number;
}

/** Periods of a tenth of a second in which a container wanted to run, and those in which its limit held it back. */
export interface CpuPeriods {
  readonly all: number;
  readonly throttled: number;
}

/** An autoscaler, and what it scales. */
export interface ObservedAutoscaler extends Autoscaler {
  readonly namespace: string;
  readonly targetKind: string;
  readonly targetName: string;
}

/** What of a node can be given to pods, and which pods it takes. Null where nobody tells. */
export interface NodeState {
  readonly node: string;
  readonly cpuCores: number | null;
  readonly ramBytes: number | null;
  readonly pods: number | null;
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
}

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** How many pods it allowed to be taken away, at most, at any time of the hour. */
export interface DisruptionBudget {
  readonly namespace: string;
  readonly name: string;
  readonly allowed: number;
}

/** What a VerticalPodAutoscaler would request for a container. */
export interface VerticalTarget extends VerticalTargetAmounts {
  readonly namespace: string;
  readonly name: string;
  readonly targetKind: string;
  readonly targetName: string;
  readonly container: string;
}
