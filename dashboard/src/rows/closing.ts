import { differenceOf, sumOf } from "../format/nano-sum.ts";
import type { CostRow } from "./cost-rows.ts";

/** How a total comes about from the rows that are seen: all four parts are exact. */
export interface Closing {
  total: string;
  /** Rows of the level that are shown. */
  rows: string;
  count: number;
  idle: string;
  /** Fee, unobserved and shared costs, and rows that a search hides. */
  rest: string;
  /** Total less the three others; what the service adds up itself must be what its rows add up to. */
  difference: string;
}

/** Takes a total apart. `all` are the rows of the answer, `shown` those that the search leaves. */
export function closingOf(total: string, all: readonly CostRow[], shown: readonly CostRow[]): Closing {
  const plain = shown.filter(({ special }) => special === null);
  const rows = costOf(plain);
  const idle = costOf(all.filter(({ special }) => special === "__idle__"));
  const rest = differenceOf(differenceOf(costOf(all), rows), idle);
  const difference = differenceOf(total, sumOf([rows, idle, rest]));
  return { total, rows, count: plain.length, idle, rest, difference };
}

/** What rows cost together. */
export function costOf(rows: readonly CostRow[]): string {
  return sumOf(rows.map(({ figures }) => figures.totalCost));
}
