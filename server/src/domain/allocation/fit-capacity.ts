import { splitNano } from "@kubecent/shared";

/** Quantities billed against one capacity, cut down where they exceed it. */
export interface FittedQuantities {
  readonly quantities: readonly bigint[];
  /** They exceeded it by more than their own rounding. */
  readonly scaled: boolean;
}

/**
 * Fits what containers bill into what their node has: nobody is charged for more than was paid, and idle
 * is never negative. Where they exceed it, their sum is the capacity exactly. Requests are served first. What is
 * left goes to usage beyond them, and those that went furthest beyond are cut first, down to one level: so nobody's
 * usage, however wrong it was measured, takes anything that another one requested. Only requests that exceed the
 * capacity by themselves are scaled down in proportion. `requested` is all that is billed unless it is given.
 */
export function fitCapacity(
  billed: readonly bigint[],
  capacity: bigint,
  requested: readonly bigint[] = billed,
): FittedQuantities {
  const sum = total(billed);
  if (sum <= capacity) return { quantities: billed, scaled: false };

  // Each quantity was rounded to the nearest nano: a node that is just full may seem to be fuller by that.
  const scaled = sum - capacity > BigInt(billed.length);
  const base = billed.map((quantity, place) => lesser(quantity, requested[place] ?? 0n));
  const spare = capacity - total(base);
  if (spare < 0n) return { quantities: splitNano(capacity, base), scaled };

  const excess = billed.map((quantity, place) => quantity - (base[place] ?? 0n));
  const granted = fillUp(excess, spare);
  return { quantities: base.map((quantity, place) => quantity + (granted[place] ?? 0n)), scaled };
}

/** Fills vessels of different sizes to one level with what there is; what does not come out even goes to the largest. */
function fillUp(sizes: readonly bigint[], amount: bigint): bigint[] {
  const filled = sizes.map(() => 0n);
  const bySize = [...sizes.keys()].toSorted((a, b) => compare(sizes[a] ?? 0n, sizes[b] ?? 0n) || b - a);
  let left = amount;
  for (const [rank, place] of bySize.entries()) {
    // Rounded down, so that the last and largest take the remainder.
    const level = left / BigInt(bySize.length - rank);
    const share = lesser(sizes[place] ?? 0n, level);
    filled[place] = share;
    left -= share;
  }
  return filled;
}

function total(quantities: readonly bigint[]): bigint {
  return quantities.reduce((sum, quantity) => sum + quantity, 0n);
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
