import type { ListedCloud } from "../../domain/prices/list/machine-type.ts";
import type { ListedType } from "../../domain/prices/list/price-list.ts";
import type { PriceRow } from "../table/read-rows.ts";

/** What a table is held against. */
export const TABLE_RULES = [
  "metal",
  "linear",
  "constrained",
  "family-ratio",
  "neighbours",
  "changed",
] as const;
export type TableRule = (typeof TABLE_RULES)[number];

/** A price that cannot be right as it stands, or that needs a reason. */
export interface TableFault {
  readonly rule: TableRule;
  readonly cloud: ListedCloud;
  readonly region: string;
  /** The family or type that a waiver would name. */
  readonly subject: string;
  readonly text: string;
}

/** One cloud's rows, with what is known of their types. */
export interface JudgedTable {
  readonly cloud: ListedCloud;
  readonly rows: readonly PriceRow[];
  readonly sizes: ReadonlyMap<string, ListedType>;
}

/** How far two prices are apart, as a share of the second. */
export function apart(one: number, other: number): number {
  return Math.abs(one / other - 1);
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
}
