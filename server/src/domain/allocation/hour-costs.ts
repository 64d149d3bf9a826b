import type { PriceSource } from "@kubecent/shared";
import type { NodeRates } from "../prices/node-rates.ts";
import type { MeasuredAsset, MeasuredHour, MeasuredNode, Parts } from "./measured-hour.ts";
import { totalNano } from "./measures.ts";

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

/** The two sides of an hour, in nano-units: what there was, and where it went. */
export interface Closing {
  readonly assetNano: bigint;
  readonly allocatedNano: bigint;
  readonly idleNano: bigint;
  readonly unobservedNano: bigint;
  readonly feeNano: bigint;
  /** Assets less all the others; zero in every hour that is stored. */
  readonly differenceNano: bigint;
}

/** Counts an hour both ways: by what was paid for, and by who took it. */
export function closing(hour: HourCosts): Closing {
  const fees = hour.assets.filter((asset) => asset.kind === "fee");
  const assetNano =
    sum(hour.nodes.map((node) => partsTotal(node.asset))) + sum(hour.assets.map((asset) => asset.costNano));
  const allocatedNano = sum(hour.rows.map((row) => totalNano(row.measures)));
  const idleNano = sum(hour.nodes.map((node) => partsTotal(node.idle)));
  const unobservedNano =
    sum(hour.nodes.map((node) => partsTotal(node.unobserved))) +
    sum(hour.assets.map((asset) => asset.unobservedNano));
  const feeNano = sum(fees.map((fee) => fee.costNano));
  const differenceNano = assetNano - allocatedNano - idleNano - unobservedNano - feeNano;
  return { assetNano, allocatedNano, idleNano, unobservedNano, feeNano, differenceNano };
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

/** Throws unless both ways of counting meet to the nano. */
export function assertCloses(hour: HourCosts): void {
  const { differenceNano } = closing(hour);
  if (differenceNano !== 0n) {
    throw new Error(`The hour does not close: assets and allocations differ by ${differenceNano} nano`);
  }
}
