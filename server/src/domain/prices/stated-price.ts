import type { CapacityType, PriceSource } from "@kubecent/shared";
import type { ReportedNodePrice } from "../observation.ts";
import { listedHost, listedParts } from "./list/list-price.ts";
import type { PricedNode } from "./priced-node.ts";
import type { PodSteps } from "./pod-steps.ts";
import { toPico } from "./price.ts";
import { hasOwnDefault, type PriceBook, type PricedBy } from "./price-book.ts";
import { type PartWeights, splitTotal, USUAL_HOST } from "./split-total.ts";

/** In units of the currency. */
export interface PartPrices {
  readonly cpu: number;
  readonly ram: number;
  readonly gpu: number;
}

/** A price in units of the currency, or in pico-units where it never was a float. */
export type Amount = number | bigint;

/** Prices by part, and whether they hold for the GPUs too. */
export interface Candidate {
  readonly cpu: Amount;
  readonly ram: Amount;
  readonly gpu: Amount;
  readonly source: PriceSource;
  readonly rule: string;
  readonly knowsGpu: boolean;
  readonly isByPod?: boolean;
  readonly podSteps?: PodSteps;
  readonly isSplit?: boolean;
}

export type Origin = Pick<Candidate, "source" | "rule">;

interface StatedPrice extends Origin {
  readonly price: ReportedNodePrice | null;
}

/** What a price that somebody states makes of a node: by part as it is, in total split among its parts; null where it says too little. */
export function statedCandidate(
  node: PricedNode,
  { price, ...origin }: StatedPrice,
  book: PricedBy,
): Candidate | null {
  if (!price) return null;

  const defaults = defaultParts(node.capacityType, book);
  const { perCpuCoreHour: cpu, perRamGibHour: ram, perGpuHour: gpu, perNodeHour } = price;
  if (cpu !== undefined && ram !== undefined) {
    return { cpu, ram, gpu: gpu ?? defaults.gpu, knowsGpu: gpu !== undefined, ...origin };
  }
  if (perNodeHour === undefined) return null;
  const weights = partWeights(node, defaults, book);
  const listed = weights.isStated ? null : listedParts(node, book.lists ?? []);
  const split = splitTotal(node, toPico(perNodeHour), { listed, weights });
  const { source, rule } = origin;
  return split && { ...split, knowsGpu: true, isSplit: true, source, rule: `${rule}, total split` };
}

/** What parts are worth beside each other: as a book's own default prices say, else as machines of its kind cost, else as is usual. */
function partWeights(node: PricedNode, defaults: PartPrices, book: PricedBy): PartWeights {
  const isStated = hasOwnNodeDefaults(node, book) || hasOwnDefault(book, "perGpuHour");
  const gpu = toPico(defaults.gpu);
  return isStated
    ? { cpu: toPico(defaults.cpu), ram: toPico(defaults.ram), gpu, isStated }
    : { ...(hostOf(node, book) ?? USUAL_HOST), gpu, isStated };
}

const PICO_PER_NANO = 1_000n;

function hostOf(node: PricedNode, { lists = [] }: PricedBy): Pick<PartWeights, "cpu" | "ram"> | null {
  const host = listedHost(node, lists);
  return host && { cpu: host.cpuNano * PICO_PER_NANO, ram: host.ramNano * PICO_PER_NANO };
}

/** Whether a book states itself what nodes like this one cost by default. */
export function hasOwnNodeDefaults({ capacityType }: PricedNode, book: PriceBook): boolean {
  return capacityType === "spot"
    ? hasOwnDefault(book, "perSpotCpuCoreHour", "perSpotRamGibHour")
    : hasOwnDefault(book, "perCpuCoreHour", "perRamGibHour");
}

/** What a book says that parts of a node cost by default. */
export function defaultParts(capacityType: CapacityType, { defaults }: PriceBook): PartPrices {
  return capacityType === "spot"
    ? { cpu: defaults.perSpotCpuCoreHour, ram: defaults.perSpotRamGibHour, gpu: defaults.perGpuHour }
    : { cpu: defaults.perCpuCoreHour, ram: defaults.perRamGibHour, gpu: defaults.perGpuHour };
}
