import type { PoolNode } from "./pool.ts";

/** How many nodes need not exist, and what they cost in a month, between two bounds. */
export interface BillRange {
  readonly leastNodes: number;
  readonly mostNodes: number;
  readonly leastNano: bigint;
  readonly mostNano: bigint;
}

/** What the cheapest of a pool's nodes cost together; below 0 nodes it is what the dearest would cost in addition. */
export function cheapest(nodes: readonly PoolNode[], count: number): bigint {
  return count < 0 ? -dearest(nodes, -count) : sumOfFirst(pricesOf(nodes), count);
}

/** What the dearest of them cost together; below 0 what the cheapest would cost in addition. */
export function dearest(nodes: readonly PoolNode[], count: number): bigint {
  return count < 0 ? -cheapest(nodes, -count) : sumOfFirst(pricesOf(nodes).toReversed(), count);
}

function pricesOf(nodes: readonly PoolNode[]): bigint[] {
  return nodes.map(({ monthNano }) => monthNano).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Nodes beyond those there are cost what the last of them does. */
function sumOfFirst(prices: readonly bigint[], count: number): bigint {
  const there = prices.slice(0, count).reduce((sum, price) => sum + price, 0n);
  return there + BigInt(Math.max(0, count - prices.length)) * (prices.at(-1) ?? 0n);
}

export function least(amounts: readonly bigint[]): bigint {
  return amounts.reduce((smallest, each) => (each < smallest ? each : smallest));
}

export function greatest(amounts: readonly bigint[]): bigint {
  return amounts.reduce((largest, each) => (each > largest ? each : largest));
}
