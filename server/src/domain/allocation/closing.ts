import { type HourCosts, partsTotal } from "./hour-costs.ts";
import { totalNano } from "./measures.ts";

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
