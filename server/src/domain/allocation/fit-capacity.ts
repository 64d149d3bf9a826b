import { splitNano } from "@kubecent/shared";

/** Quantities billed against one capacity, cut down where they exceed it. */
export interface FittedQuantities {
  readonly quantities: readonly bigint[];
  /** They exceeded it by more than their own rounding. */
  readonly scaled: boolean;
}

/** What containers requested and used of a capacity, in the order of what they bill. */
export interface MeasuredNeed {
  readonly requested: readonly bigint[];
  readonly used: readonly bigint[];
}

/** Usage is measured some seconds early or late: its sum may exceed the capacity by this part of it. */
const TWENTIETH = 20n;

/**
 * Fits what containers bill into what their node has: nobody is charged for more than was paid, and idle
 * is never negative. Where they exceed it, their sum is the capacity exactly: all are scaled down together, in
 * proportion. But containers cannot have used more than there is. Where they seem to, some of it was measured
 * wrongly: then requests are served first, and those that went furthest beyond theirs are cut first.
 */
export function fitCapacity(
  billed: readonly bigint[],
  capacity: bigint,
  need: MeasuredNeed = { requested: billed, used: [] },
): FittedQuantities {
  const sum = total(billed);
  if (sum <= capacity) return { quantities: billed, scaled: false };

  // Each quantity was rounded to the nearest nano: a node that is just full may seem to be fuller by that.
  const scaled = sum - capacity > BigInt(billed.length);
  const isPossible = total(need.used) <= capacity + capacity / TWENTIETH;
  return { quantities: isPossible ? splitNano(capacity, billed) : cutExcess(billed, capacity, need), scaled };
}

/** Cuts what goes beyond requests down to one level, and scales requests only where they alone exceed the capacity. */
function cutExcess(billed: readonly bigint[], capacity: bigint, { requested }: MeasuredNeed): bigint[] {
  const base = billed.map((quantity, place) => lesser(quantity, requested[place] ?? 0n));
  const spare = capacity - total(base);
  if (spare < 0n) return splitNano(capacity, base);

  const granted = fillUp(
    billed.map((quantity, place) => quantity - (base[place] ?? 0n)),
    spare,
  );
  return base.map((quantity, place) => quantity + (granted[place] ?? 0n));
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
