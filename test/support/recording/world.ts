import type { Instant } from "@kubecent/shared";

export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/** What holds from an instant until the next step. */
export interface Step<Facts> {
  readonly from: Instant;
  readonly facts: Facts;
}

export interface NodeFacts {
  readonly perCpuCoreHour: number;
  readonly perRamGibHour: number;
  readonly perGpuHour: number;
}

export interface WorldNode extends Span {
  readonly name: string;
  readonly address: string;
  readonly cores: number;
  readonly bytes: number;
  readonly gpus: number;
  readonly isSpot: boolean;
  readonly prices: readonly Step<NodeFacts>[];
}

export interface Requests {
  readonly cores: number;
  readonly bytes: number;
  readonly gpus: number;
}

/** Whether kube-state-metrics tells of a container among the others, among init containers, or not at all. */
export type ContainerKind = "main" | "init" | "ephemeral";

export interface WorldContainer {
  readonly name: string;
  readonly kind: ContainerKind;
  /** When it ran; more than once where it restarted. */
  readonly runs: readonly Span[];
  readonly requests: readonly Step<Requests>[];
  /** Cores and bytes in use in each minute of the recording. */
  readonly cores: (minute: number) => number;
  readonly bytes: (minute: number) => number;
}

/** Bytes a minute, by how far they go. */
export interface Traffic {
  readonly zone: number;
  readonly region: number;
  readonly internet: number;
}

export interface WorldPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly owner: readonly [kind: string, name: string];
  /** When the object was there: before it ran it was pending, afterwards finished. */
  readonly listed: Span;
  /** When it had a node, from the first container's start to the last one's end; empty where it never ran. */
  readonly lived: Span;
  readonly containers: readonly WorldContainer[];
  readonly claims: readonly string[];
  readonly traffic: Traffic | null;
}

export interface WorldVolume extends Span {
  readonly name: string;
  readonly namespace: string;
  readonly claim: string;
  readonly bytes: number;
  readonly perGibHour: number;
}

export interface WorldLoadBalancer extends Span {
  readonly namespace: string;
  readonly service: string;
  readonly perHour: number;
}

/** An owner of ReplicaSets or Jobs. */
export interface WorldOwner {
  readonly namespace: string;
  readonly kind: "ReplicaSet" | "Job";
  readonly name: string;
  readonly owner: readonly [kind: string, name: string];
}

/** How the cluster is watched. */
export interface Watch {
  /** Scrape intervals by kind of target. */
  readonly stateMs: number;
  readonly exporterMs: number;
  readonly cadvisorMs: number;
  readonly networkMs: number;
  /** Moments differ by so much from scrape to scrape. */
  readonly jitterMs: number;
  /** How cAdvisor's series name their node. */
  readonly nodeLabel: "node" | "kubernetes_io_hostname" | null;
  /** Whether kube-state-metrics tells uids, and cAdvisor the cgroups that hold them. */
  readonly hasUid: boolean;
  readonly hasCgroup: boolean;
  /** cAdvisor stamps its samples itself, up to so long before the scrape. */
  readonly cadvisorLagMs: number;
  /** Two Prometheus servers scrape everything, each at its own moment. */
  readonly isPair: boolean;
  /** Whether OpenCost copies series of kube-state-metrics. */
  readonly hasCopies: boolean;
  /** Whether the target's labels win over kube-state-metrics' own, which are then named `exported_…`. */
  readonly isRenamed: boolean;
  /** kube-state-metrics moves to another address then, and both answer for a while; null where it stays. */
  readonly stateMoves: Span | null;
  /** Nobody hears of kube-state-metrics then. */
  readonly stateSilent: Span | null;
  /** All traffic counters start anew then. */
  readonly trafficRestarts: Instant;
}

/** An invented cluster over some hours, known to the millisecond. */
export interface World extends Span {
  readonly watch: Watch;
  readonly nodes: readonly WorldNode[];
  readonly pods: readonly WorldPod[];
  readonly owners: readonly WorldOwner[];
  readonly volumes: readonly WorldVolume[];
  readonly loadBalancers: readonly WorldLoadBalancer[];
  readonly feePerHour: number;
  readonly networkPrices: Traffic;
}

/** What holds at an instant: the last step begun by then, or the first. */
export function factsAt<Facts>(steps: readonly Step<Facts>[], instant: Instant): Facts {
  const [first] = steps;
  if (first === undefined) throw new RangeError("there is no step at all");
  return (steps.findLast(({ from }) => from <= instant) ?? first).facts;
}

export function isWithin({ from, until }: Span, instant: Instant): boolean {
  return instant >= from && instant < until;
}

/** The part of a stretch of time within another, in milliseconds. */
export function overlapMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.until, b.until) - Math.max(a.from, b.from));
}
