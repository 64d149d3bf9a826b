import type { PriceSource } from "@kubecent/shared";
import type { NodeRates } from "../prices/node-rates.ts";
import type { MeasuredAsset, MeasuredHour, MeasuredNode, Parts } from "./measured-hour.ts";

export type { CostRow, Parts } from "./measured-hour.ts";

/** What one hour of a cluster cost: what was taken, what there was, and what was free. */
export interface HourCosts extends Omit<MeasuredHour, "nodes" | "assets"> {
  /** Name and version of the book that priced it. */
  readonly priceBook: string;
  readonly currency: string;
  readonly nodes: readonly NodeCosts[];
  readonly assets: readonly AssetCosts[];
}

/** A node over a stretch of the hour, with what it cost and where that went, in nano-units. */
export interface NodeCosts extends MeasuredNode {
  readonly rates: NodeRates;
  /** Capacity × time × price: reckoned without looking at any container. */
  readonly asset: Parts;
  readonly allocated: Parts;
  readonly idle: Parts;
  /** Cost of the minutes that nobody saw. */
  readonly unobserved: Parts;
}

export interface AssetCosts extends MeasuredAsset {
  readonly costNano: bigint;
  /** Part of `costNano` for minutes that nobody saw. */
  readonly unobservedNano: bigint;
  readonly pricePico: bigint;
  readonly priceSource: PriceSource;
  readonly priceRule: string;
}

/** The sum of CPU, RAM and GPU. */
export function partsTotal(parts: Parts): bigint {
  return parts.cpu + parts.ram + parts.gpu;
}

/** Each part of one and the same part of the other, added. */
export function addParts(a: Parts, b: Parts): Parts {
  return { cpu: a.cpu + b.cpu, ram: a.ram + b.ram, gpu: a.gpu + b.gpu };
}
