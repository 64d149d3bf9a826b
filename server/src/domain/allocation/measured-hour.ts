import type { Instant } from "@kubecent/shared";
import type {
  Gap,
  MeasuredKind,
  NodeBilling,
  NodeIdentity,
  ReportedNodePrice,
  SourceKind,
  Labels,
} from "../observation.ts";
import type { Finding } from "../findings/finding.ts";
import type { Measures } from "./measures.ts";

/**
 * What was there in one hour and who took it, in quantities alone. It is what the store keeps beside the
 * money, so that an hour can be priced anew without asking its source again.
 */
export interface MeasuredHour {
  readonly hour: Instant;
  readonly source: SourceKind;
  /** Money is zero in all of them. */
  readonly rows: readonly CostRow[];
  readonly nodes: readonly MeasuredNode[];
  /** Assets that are not nodes: volumes, load balancers, traffic, the cluster's fee. */
  readonly assets: readonly MeasuredAsset[];
  /** Seconds of the hour in which the source saw the cluster, and in which it measured each kind. */
  readonly seenSeconds: number;
  readonly kindSeconds: KindSeconds;
  readonly gaps: readonly Gap[];
  /** What the source contradicted itself in, and what cannot be. */
  readonly findings: readonly Finding[];
}

export type KindSeconds = Readonly<Record<MeasuredKind, number>>;

/**
 * Who a row of cost belongs to. `container` is the usual one; `pod` holds a pod's volume or its traffic;
 * `service` a load balancer (kind Service); `unmounted` a volume's minutes that no pod had it mounted.
 */
export type CostRowKind = "container" | "pod" | "service" | "unmounted";

export interface CostRow {
  readonly kind: CostRowKind;
  readonly namespace: string;
  readonly controllerKind: string;
  readonly controller: string;
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  readonly node: string;
  /** Which stretch of the node's hour a container's row is of; 0 where its size and price did not change. */
  readonly span: number;
  /** The volume or load balancer that the row pays for; null for containers and traffic. */
  readonly asset: AssetKey | null;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  /** The node's containers billed more than the node has, and this one was cut down for it. */
  readonly scaled: boolean;
  readonly measures: Readonly<Measures>;
}

/** CPU, RAM and GPU of something, in nano-units of money or in nano-hours. */
export interface Parts {
  readonly cpu: bigint;
  readonly ram: bigint;
  readonly gpu: bigint;
}

/** A node over a stretch of the hour in which its size, its reported price and its identity stayed the same. */
export interface MeasuredNode extends NodeIdentity {
  readonly name: string;
  /** False for a node that the source never described and that was made up from its pods. */
  readonly described: boolean;
  readonly billing: NodeBilling;
  readonly overcommitted: boolean;
  readonly span: number;
  readonly fromMinute: number;
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly gpus: number;
  readonly reported: ReportedNodePrice | null;
  /** What Karpenter says that a machine like this costs for an hour; left out where it says nothing. */
  readonly karpenterPerHour?: number;
  /** Capacity × time that was seen, and that was not, in nano-hours of a core, a GiB, a GPU. */
  readonly seenHours: Parts;
  readonly unobservedHours: Parts;
}

export type AssetKind = "volume" | "loadBalancer" | "network" | "fee";

/** What tells an asset from others of its cluster; all but a volume have neither provider id nor class. */
export interface AssetKey {
  readonly kind: AssetKind;
  readonly namespace: string;
  readonly name: string;
  readonly providerId: string;
  readonly storageClass: string;
}

export interface MeasuredAsset extends AssetKey {
  /** Nano-GiB-hours of a volume, nano-hours of a load balancer or the fee, bytes of traffic. */
  readonly quantity: bigint;
  /** Part of `quantity` in minutes that nobody saw. */
  readonly unobservedQuantity: bigint;
  /** Price of a GiB-hour, an hour or a GiB as the source reported it; null where it reported none. */
  readonly reported: number | null;
}
