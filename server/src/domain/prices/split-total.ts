import { BYTES_PER_GIB, NANO, toNano } from "../units.ts";
import { inProportion, type PriceParts } from "./list/split-price.ts";
import { HIGHEST_PRICE, toPico } from "./price.ts";
import { type NodeSize, type UnitRates, unitRates } from "./unit-rates.ts";

/** What parts of a node are worth beside each other, in pico-units for a core, a GiB and a GPU. */
export interface PartWeights extends UnitRates {
  /** The prices are a book's own, and all parts keep their proportion; else GPUs get what the host leaves of the total. */
  readonly isStated: boolean;
}

/** Where nothing better is known, a core is worth 8.8 GiB: the ratio of most published pairs of types, at usual prices in dollars. */
export const USUAL_HOST = { cpu: toPico(0.033), ram: toPico(0.00375) };
const HIGHEST_PICO = toPico(HIGHEST_PRICE);

/**
 * Splits what a node costs in total by how its cloud's list splits the price of its type; else by weights. Null where the node has
 * nothing to split it by, or so little that a core of it would cost more than anything does.
 */
export function splitTotal(
  node: NodeSize,
  totalPico: bigint,
  by: { readonly listed: PriceParts | null; readonly weights: PartWeights },
): UnitRates | null {
  const listed = by.listed && inProportion(totalPico, by.listed);
  const rates = (listed && unitRates(node, listed)) ?? weighted(node, totalPico, by.weights);
  const isTiny = totalPico <= HIGHEST_PICO && Object.values(rates ?? {}).some((pico) => pico > HIGHEST_PICO);
  return isTiny ? null : rates;
}

function weighted(node: NodeSize, totalPico: bigint, weights: PartWeights): UnitRates | null {
  const worth: PriceParts = {
    cpuPico: worthOf(node.cpuCores, weights.cpu),
    ramPico: worthOf(node.ramBytes / BYTES_PER_GIB, weights.ram),
    gpuPico: worthOf(node.gpus, weights.gpu),
  };
  const parts = weights.isStated ? null : gpusGetTheRest(totalPico, worth);
  const split = parts ?? inProportion(totalPico, worth);
  return split && unitRates(node, split);
}

function worthOf(quantity: number, pico: bigint): bigint {
  return (toNano(quantity) * pico) / BigInt(NANO);
}

/** Null where the total is less than all of it usually costs: then GPUs keep their proportion, for the rest would say nothing of them. */
function gpusGetTheRest(totalPico: bigint, { cpuPico, ramPico, gpuPico }: PriceParts): PriceParts | null {
  const rest = totalPico - cpuPico - ramPico;
  return gpuPico > 0n && rest >= gpuPico ? { cpuPico, ramPico, gpuPico: rest } : null;
}
