import { costNano } from "../prices/pico.ts";
import { fitCapacity } from "./fit-capacity.ts";

/** One part of a node (its CPU, RAM or GPUs) over a stretch of minutes with one price. */
export interface NodePart {
  /** Capacity × seen time, in nano-hours. */
  readonly seen: bigint;
  /** Capacity × time that nobody saw, in nano-hours. */
  readonly unobserved: bigint;
  readonly pricePico: bigint;
}

export interface AllocatedPart {
  /** What each container is billed, in the order given: nano-hours, and nano-units of money. */
  readonly quantities: readonly bigint[];
  readonly costs: readonly bigint[];
  readonly scaled: boolean;
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
export function allocatePart(part: NodePart, billed: readonly bigint[]): AllocatedPart {
  const { quantities, scaled } = fitCapacity(billed, part.seen);
  const costs = quantities.map((quantity) => costNano(quantity, part.pricePico));
  const takenNanoHours = quantities.reduce((sum, quantity) => sum + quantity, 0n);
  const allocatedNano = costs.reduce((sum, cost) => sum + cost, 0n);

  const assetNano = costNano(part.seen + part.unobserved, part.pricePico);
  const unobservedNano = costNano(part.unobserved, part.pricePico);
  const freeNano = costNano(part.seen - takenNanoHours, part.pricePico);
  const residueNano = assetNano - unobservedNano - allocatedNano - freeNano;
  if (residueNano < 0n || residueNano > BigInt(costs.length + 2)) {
    throw new Error(`A node does not close: ${residueNano} nano left over from ${costs.length} containers`);
  }
  return {
    quantities,
    costs,
    scaled,
    assetNano,
    allocatedNano,
    idleNano: freeNano + residueNano,
    unobservedNano,
  };
}
