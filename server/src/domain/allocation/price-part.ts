import { costNano } from "../prices/price.ts";

/** One part of a node (its CPU, RAM or GPUs) over a stretch of minutes with one price. */
export interface NodePart {
  /** Capacity × seen time, in nano-hours. */
  readonly seen: bigint;
  /** Capacity × time that nobody saw, in nano-hours. */
  readonly unobserved: bigint;
  readonly pricePico: bigint;
}

export interface PricedPart {
  /** What each container is billed, in the order given, in nano-units of money. */
  readonly costs: readonly bigint[];
  readonly assetNano: bigint;
  readonly allocatedNano: bigint;
  readonly idleNano: bigint;
  readonly unobservedNano: bigint;
}

/**
 * Prices one part of a node. Asset, allocations, idle and unobserved are each reckoned from their own
 * quantity; they may differ only by what was rounded down, less than a nano a figure, and that goes to idle.
 * Throws when they differ by more: then a figure is wrong, and no hour is better than a wrong one.
 */
export function pricePart(part: NodePart, taken: readonly bigint[]): PricedPart {
  const costs = taken.map((quantity) => costNano(quantity, part.pricePico));
  const takenNanoHours = taken.reduce((sum, quantity) => sum + quantity, 0n);
  const allocatedNano = costs.reduce((sum, cost) => sum + cost, 0n);

  const assetNano = costNano(part.seen + part.unobserved, part.pricePico);
  const unobservedNano = costNano(part.unobserved, part.pricePico);
  const freeNano = costNano(part.seen - takenNanoHours, part.pricePico);
  const residueNano = assetNano - unobservedNano - allocatedNano - freeNano;
  if (residueNano < 0n || residueNano > BigInt(costs.length + 2)) {
    throw new Error(`A node does not close: ${residueNano} nano left over from ${costs.length} containers`);
  }
  return { costs, assetNano, allocatedNano, idleNano: freeNano + residueNano, unobservedNano };
}
