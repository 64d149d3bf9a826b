import type { CapacityType, IdentityTold, Instant } from "@kubecent/shared";
import type { AdviceObservation } from "./advice/advice-observation.ts";
import type { Finding } from "./findings/finding.ts";

export const MINUTES_PER_HOUR = 60;

/** One value for each minute of an hour; index 0 is the hour's first minute. */
export type PerMinute = Float64Array;

export type SourceKind = "prometheus" | "opencost" | "demo";

/**
 * What a source saw of one cluster in one hour. It is the contract between sources and allocation:
 * quantities and facts, no money but the prices that the source itself reports.
 * Shares of minutes are between 0 and 1. Sources never repeat a pod, node, volume or service.
 */
export interface Observation {
  /** Start of the hour, UTC. */
  readonly hour: Instant;
  readonly source: SourceKind;
  readonly nodes: readonly NodeObservation[];
  readonly pods: readonly PodObservation[];
  readonly volumes: readonly VolumeObservation[];
  readonly loadBalancers: readonly LoadBalancerObservation[];
  /** Traffic by pod, or null where nobody measures it: that is not the same as no traffic. */
  readonly network: readonly NetworkObservation[] | null;
  /** Prices of traffic as the source reports them, per GiB, or null where it reports none. */
  readonly networkPrices: NetworkPrices | null;
  /** What the provider takes for running the cluster, or null where the source knows of none. */
  readonly fee: FeeObservation | null;
  /** Labels of namespaces, by namespace; those without labels may be left out. */
  readonly namespaceLabels: ReadonlyMap<string, Labels>;
  /** Share of each minute in which the source saw the cluster at all. */
  readonly seenMinutes: PerMinute;
  /** Share of each minute in which something measured each kind: "none there" differs from "nobody looked". */
  readonly seenByKind: Readonly<Record<MeasuredKind, PerMinute>>;
  /** Why minutes are missing from `seenMinutes`; in order, half-open, within the hour. */
  readonly gaps: readonly Gap[];
  /** What contradicted itself or cannot be, and was decided or left out. */
  readonly findings: readonly Finding[];
  /** What recommendations are made of beside quantities; left out by sources that tell none of it. No money depends on it. */
  readonly advice?: AdviceObservation;
}

/** Labels of a pod, node or namespace. */
export type Labels = Readonly<Record<string, string>>;

/** Kinds that a source may not measure at all. CPU and RAM are told by each container's own usage. */
export const MEASURED_KINDS = ["gpu", "volume", "network", "loadBalancer"] as const;
export type MeasuredKind = (typeof MEASURED_KINDS)[number];

export type GapReason = "source_down" | "not_scraped" | "beyond_retention" | "not_collected";

/** A stretch of time that was not seen. */
export interface Gap {
  readonly start: Instant;
  readonly end: Instant;
  readonly reason: GapReason;
}

/** Which machine a node is, as far as prices go by it. */
export interface NodeIdentity {
  /** The cloud's own id, instance type, region, zone and node pool; "" where unknown. */
  readonly providerId: string;
  readonly instanceType: string;
  readonly region: string;
  readonly zone: string;
  readonly pool: string;
  /** `on-demand` where nothing says otherwise. */
  readonly capacityType: CapacityType;
  /** Who told each of these facts. */
  readonly told: IdentityTold;
  /** All labels of the node, as Prometheus writes them. */
  readonly labels: Labels;
}

/**
 * What of a node is paid: its capacity, as with a machine, or what its pods take, as with virtual nodes, whose
 * capacity is only a limit.
 */
export type NodeBilling = "capacity" | "pods";

/** A node; its identity is that of most of the hour, where spans do not say otherwise. */
export interface NodeObservation extends NodeIdentity {
  readonly name: string;
  readonly billing: NodeBilling;
  /** Share of each minute in which the node was seen to exist. */
  readonly seenMinutes: PerMinute;
  /** Share of each minute in which it stood unseen inside a gap of three hours or less. */
  readonly unobservedMinutes: PerMinute;
  /** Capacity, price and identity, in order of `fromMinute`; the first starts at 0. One entry unless one changed. */
  readonly spans: readonly NodeSpan[];
}

export interface NodeSpan {
  readonly fromMinute: number;
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly gpus: number;
  /** What the source says the node costs, or null where it says nothing. */
  readonly price: ReportedNodePrice | null;
  /** What Karpenter says that a machine like this costs for an hour; left out where it says nothing. */
  readonly karpenterPerHour?: number;
  /** The machine of this span, where the name passed from one to another within the hour. */
  readonly identity?: NodeIdentity;
}

/** A node's price as a source reports it: by part, or in total, in units of the cluster's currency an hour. */
export interface ReportedNodePrice {
  readonly perCpuCoreHour?: number;
  readonly perRamGibHour?: number;
  readonly perGpuHour?: number;
  readonly perNodeHour?: number;
}

export interface PodObservation {
  readonly namespace: string;
  readonly name: string;
  /** "" where the source has none. */
  readonly uid: string;
  /** Name of the node that the pod ran on. */
  readonly node: string;
  /** The topmost owner: Deployment, StatefulSet, DaemonSet, CronJob …; "" and "" for a bare pod. */
  readonly controllerKind: string;
  readonly controller: string;
  /** Labels without those that every rollout or job invents anew (see `lastingLabels`); the collector keeps some. */
  readonly labels: Labels;
  readonly containers: readonly ContainerObservation[];
}

export interface ContainerObservation {
  readonly name: string;
  /** Share of each minute in which it ran: not pending, not finished. */
  readonly ranMinutes: PerMinute;
  readonly cpuRequestCores: PerMinute;
  readonly ramRequestBytes: PerMinute;
  /** May be a fraction where GPUs are shared. */
  readonly gpuRequest: PerMinute;
  /** NaN in minutes in which nobody measured it. */
  readonly cpuUsageCores: PerMinute;
  /** Working set; NaN in minutes in which nobody measured it. */
  readonly ramUsageBytes: PerMinute;
  /** The greatest working set that any one sample of the hour told: a minute's average hides peaks of seconds. */
  readonly ramPeakBytes?: number;
  /** What it billed in the hour, from a source that knows no minutes; null where the minutes tell. */
  readonly billed: BilledQuantities | null;
}

/** Quantities that a source reckoned itself, as the greater of request and usage, over the whole hour. */
export interface BilledQuantities {
  readonly cpuCoreHours: number;
  readonly ramGibHours: number;
  readonly gpuHours: number;
}

export interface VolumeObservation {
  /** Name of the persistent volume. */
  readonly name: string;
  /** Namespace and name of the claim that holds it; "" where it is not claimed. */
  readonly namespace: string;
  readonly claim: string;
  readonly storageClass: string;
  readonly providerId: string;
  readonly capacityBytes: number;
  readonly perGibHour: number | null;
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
  readonly mounts: readonly VolumeMount[];
}

export interface VolumeMount {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  /** Share of each minute in which the pod had it mounted. */
  readonly mountedMinutes: PerMinute;
}

export interface LoadBalancerObservation {
  readonly namespace: string;
  readonly service: string;
  readonly perHour: number | null;
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/** Bytes that a pod sent in the hour, by how far they went. Traffic within a zone is free and not listed. */
export interface NetworkObservation {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  readonly zoneBytes: number;
  readonly regionBytes: number;
  readonly internetBytes: number;
}

export interface NetworkPrices {
  readonly perZoneGib: number;
  readonly perRegionGib: number;
  readonly perInternetGib: number;
}

export interface FeeObservation {
  /** Null where the source tells no price, and only what runs the cluster. */
  readonly perHour: number | null;
  /** The cloud's service that runs the cluster: `eks`, `eks-extended`, `gke` or `aks`; left out where a price is told. */
  readonly platform?: string;
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/** Where observations come from. A source does nothing else: it neither prices nor stores. */
export interface Source {
  readonly kind: SourceKind;
  /** The first hour that the source still remembers, or null when it has nothing at all. Throws when it is down. */
  earliestHour(signal: AbortSignal): Promise<Instant | null>;
  /** What the source takes for now, where it has a clock of its own. Throws when it is down. */
  readonly clock?: (signal: AbortSignal) => Promise<Instant>;
  /** Observes the hour that starts at `hour`. Throws when the source is down or answers nonsense. */
  observe(hour: Instant, signal: AbortSignal): Promise<Observation>;
}
