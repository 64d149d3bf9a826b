import type { Instant, PriceSource } from "@kubecent/shared";
import type { Gap, SourceKind } from "../observation.ts";
import type { Measures } from "./measures.ts";

/** What one hour of a cluster cost: what was taken, what there was, and what was free. */
export interface HourCosts {
  readonly hour: Instant;
  readonly source: SourceKind;
  readonly priceBook: string;
  readonly currency: string;
  readonly rows: readonly CostRow[];
  readonly nodes: readonly NodeCosts[];
  /** Assets that are not nodes: volumes, load balancers, traffic, the cluster's fee. */
  readonly assets: readonly AssetCosts[];
  /** Seconds of the hour in which the source saw the cluster. */
  readonly seenSeconds: number;
  readonly gaps: readonly Gap[];
}

/**
 * Who a row of cost belongs to. `container` is the usual one; `pod` holds a pod's volumes and traffic;
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
  readonly labels: Readonly<Record<string, string>>;
  /** The node's containers billed more than the node has and were scaled down together. */
  readonly scaled: boolean;
  readonly measures: Readonly<Measures>;
}

/** CPU, RAM and GPU of something, in nano-units of money or in nano-hours. */
export interface Parts {
  readonly cpu: bigint;
  readonly ram: bigint;
  readonly gpu: bigint;
}

export interface NodeCosts {
  readonly name: string;
  readonly providerId: string;
  readonly instanceType: string;
  readonly region: string;
  readonly pool: string;
  readonly spot: boolean;
  /** False for a node that the source never described and that was made up from its pods. */
  readonly described: boolean;
  readonly overcommitted: boolean;
  readonly priceSource: PriceSource;
  /** Capacity × time, in nano-core-hours, nano-GiB-hours and nano-GPU-hours, seen and unobserved. */
  readonly capacity: Parts;
  /** Capacity × time × price, in nano-units: reckoned without looking at any container. */
  readonly asset: Parts;
  readonly allocated: Parts;
  readonly idle: Parts;
  /** Cost of the minutes that nobody saw. */
  readonly unobserved: Parts;
}

export type AssetKind = "volume" | "loadBalancer" | "network" | "fee";

export interface AssetCosts {
  readonly kind: AssetKind;
  readonly namespace: string;
  readonly name: string;
  /** Nano-GiB-hours of a volume, nano-hours of a load balancer or the fee, bytes × 1 of traffic. */
  readonly quantity: bigint;
  readonly costNano: bigint;
  /** Part of `costNano` for minutes that nobody saw. */
  readonly unobservedNano: bigint;
  readonly priceSource: PriceSource;
}

/** The sum of CPU, RAM and GPU. */
export function partsTotal(parts: Parts): bigint {
  return parts.cpu + parts.ram + parts.gpu;
}
