import { splitNano } from "@kubecent/shared";

/** Quantities billed against one capacity, scaled down together where they exceed it. */
export interface FittedQuantities {
  readonly quantities: readonly bigint[];
  /** They exceeded it by more than their own rounding. */
  readonly scaled: boolean;
}

/**
 * Fits what containers bill into what their node has: nobody is charged for more than was paid, and idle
 * is never negative. Where they exceed it, their sum is the capacity exactly.
 */
export function fitCapacity(billed: readonly bigint[], capacity: bigint): FittedQuantities {
  const sum = billed.reduce((total, quantity) => total + quantity, 0n);
  if (sum <= capacity) return { quantities: billed, scaled: false };

  // Each quantity was rounded to the nearest nano: a node that is just full may seem to be fuller by that.
  return { quantities: splitNano(capacity, billed), scaled: sum - capacity > BigInt(billed.length) };
}
