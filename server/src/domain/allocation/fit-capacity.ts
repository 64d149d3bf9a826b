import { splitNano } from "@kubecent/shared";

/** Quantities billed against one capacity, scaled down together where they exceed it. */
export interface FittedQuantities {
  readonly quantities: readonly bigint[];
  readonly scaled: boolean;
}

/**
 * Fits what containers bill into what their node has: nobody is charged for more than was paid, and idle
 * is never negative. Where they exceed it, their sum is the capacity exactly.
 */
export function fitCapacity(billed: readonly bigint[], capacity: bigint): FittedQuantities {
  const sum = billed.reduce((total, quantity) => total + quantity, 0n);
  if (sum <= capacity) return { quantities: billed, scaled: false };

  return { quantities: splitNano(capacity, billed), scaled: true };
}
