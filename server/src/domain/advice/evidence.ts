import type { Instant } from "@kubecent/shared";

/** What nobody has measured or told. It is neither 0 nor none. */
export type Unknown = "unknown";

/** Closed UTC days that advice looks at. */
export interface EvidenceWindow {
  readonly start: Instant;
  readonly end: Instant;
  /** Hours of the window in which the cluster was seen at all. */
  readonly seenHours: number;
}

/**
 * What is known of a workload over a window: everything with one owner in one namespace. A pod without an owner is a workload of
 * its own, of the kind `Pod` and of its name, or of the kind `PodLabel` and the value of `app.kubernetes.io/name` or `app`
 * where pods have one of these labels in common.
 */
export interface WorkloadEvidence {
  readonly cluster: string;
  readonly currency: string;
  readonly window: EvidenceWindow;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Of its newest pod. */
  readonly labels: Readonly<Record<string, string>>;
  /** Pods that run at the same time, on average over the last hours of the window in which any ran. */
  readonly replicas: number;
  /** Pods that there were in the window: the runs of a CronJob. */
  readonly runs: number;
  /** Name of the pod that was there last and longest; "" where none is known. */
  readonly newestPod: string;
  /** The last hour in which any of its pods ran. */
  readonly lastSeen: Instant;
  /** How often the source measures usage. */
  readonly scrapeSeconds: number | Unknown;
  /** Autoscalers that steer it; empty where there are none. */
  readonly autoscalers: readonly Autoscaler[] | Unknown;
  /** Rules of its namespace, as they were last seen. */
  readonly limitRanges: readonly LimitRangeRule[] | Unknown;
  readonly quotas: readonly QuotaRule[] | Unknown;
  readonly containers: readonly ContainerEvidence[];
}

/** What is known of the containers of one name in a workload's pods. Init containers are not among them. */
export interface ContainerEvidence {
  readonly container: string;
  /** In the last hour in which it ran; 0 is "requests nothing". */
  readonly requests: Amounts;
  /** In that hour; null is "has no limit". */
  readonly limits: Limits | Unknown;
  /** In order of days, then pods. A pod that moved has an entry for each node. */
  readonly days: readonly PodDay[];
  /** Hours in which one of its containers was killed for want of memory, oldest first. */
  readonly oomKills: readonly OomKill[] | Unknown;
  readonly throttling: Throttling | Unknown;
  /** What a VerticalPodAutoscaler would request for it; null where there is none for it, or nobody tells. */
  readonly verticalTarget: VerticalTargetAmounts | null;
}

/** Each null where it targets no such resource. */
export interface VerticalTargetAmounts {
  readonly cpuCores: number | null;
  readonly ramBytes: number | null;
}

/** Cores and bytes. */
export interface Amounts {
  readonly cpuCores: number;
  readonly ramBytes: number;
}

export interface Limits {
  readonly cpuCores: number | null;
  readonly ramBytes: number | null;
}

/** One container of one pod on one node in one UTC day: what it used, asked for and cost. */
export interface PodDay {
  readonly day: Instant;
  /** Tells pods apart; the pod's uid, or its name where the source has none. */
  readonly pod: string;
  /** Its name, which pods of a StatefulSet hand on. */
  readonly podName: string;
  readonly node: string;
  /** The node's pool; "" where it has none. */
  readonly pool: string;
  readonly ranSeconds: number;
  /** How much of that time usage was measured. */
  readonly cpuSeenSeconds: number;
  readonly ramSeenSeconds: number;
  /** Sketches of its minutes (`usage-sketch.ts`), in cores and bytes; null where no minute was measured. */
  readonly cpu: Uint8Array | null;
  readonly cpuMaxCores: number | null;
  readonly ram: Uint8Array | null;
  /** Of any one sample, where the source tells these. */
  readonly ramMaxBytes: number | null;
  /** What its requests were on average while it ran. */
  readonly requests: Amounts;
  /** What it was charged for: the greater of request and usage, minute by minute. */
  readonly cpuNanoCoreHours: bigint;
  readonly ramNanoGibHours: bigint;
  /** What that cost by its node's own prices, in nano-units of the cluster's currency. */
  readonly cpuNano: bigint;
  readonly ramNano: bigint;
}

export interface OomKill {
  readonly hour: Instant;
  /** The limit that it ran into. */
  readonly limitBytes: number | null | Unknown;
}

/** How often a container was held back by its CPU limit. */
export interface Throttling {
  /** Hours in which its periods were measured. */
  readonly hours: number;
  /** Those in which it was held back in more than 5 % of them. */
  readonly throttledHours: number;
  /** Share of all periods of the window. */
  readonly share: number;
}

/** What an autoscaler steers by: a resource of all containers together, or of one, or something of its own. */
export interface Autoscaler {
  readonly name: string;
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
  readonly currentReplicas: number | null;
  readonly targets: readonly AutoscalerTarget[];
}

export interface AutoscalerTarget {
  /** `cpu`, `memory`, or the name of another metric. */
  readonly metric: string;
  /** `utilization` is a share of the request: 0.8 is 80 %. */
  readonly type: "utilization" | "average" | "value";
  readonly value: number;
  /** The one container that is looked at; null where all of them are. */
  readonly container: string | null;
}

/** A bound of a LimitRange. */
export interface LimitRangeRule {
  readonly name: string;
  readonly of: "Container" | "Pod";
  readonly resource: "cpu" | "memory";
  readonly constraint: "min" | "max" | "maxLimitRequestRatio";
  /** Cores, bytes, or limit divided by request. */
  readonly value: number;
}

/** What a ResourceQuota allows to a namespace in total, and how much of it is taken. */
export interface QuotaRule {
  readonly name: string;
  readonly resource: "requests.cpu" | "requests.memory" | "limits.cpu" | "limits.memory";
  readonly hard: number;
  readonly used: number;
}
