import type { CapacityType, PriceSource } from "@kubecent/shared";
import { readCustomType } from "./custom-type.ts";
import { hourPrice, type HourPrice } from "./hour-price.ts";
import { nodePlace, type PlacedNode } from "./node-place.ts";
import type { CloudPrices, HostRates, ListedType } from "./price-list.ts";
import { hostRates, inProportion, type PriceParts, splitPrice } from "./split-price.ts";
import { type NodeSize, type UnitRates, unitRates } from "../unit-rates.ts";
import { capacityPrice } from "./capacity-price.ts";

/** The lists of the clouds that a cluster's nodes lie in; none where no list is to be used. */
export type PriceLists = readonly CloudPrices[];

/** Gives the lists of the clouds and regions in which nodes lie. */
export type ListsFor = (nodes: readonly PlacedNode[]) => Promise<PriceLists>;

/** The currency of all lists. */
export const LIST_CURRENCY = "USD";

/** What a node needs to have for a list to price it. */
export interface ListedNode extends PlacedNode, NodeSize {
  readonly capacityType: CapacityType;
}

/** What an hour of a core, a GiB and a GPU of a node costs by a list, in pico-units of US dollars. */
export interface ListRates extends UnitRates {
  readonly source: Extract<PriceSource, "list" | "estimate">;
  /** Such as `list 2026-07-20, m6i.xlarge in eu-west-1, on demand`. */
  readonly rule: string;
  /** Whether the type's price holds the node's GPUs: Google prices those that are attached to a machine beside it. */
  readonly knowsGpu: boolean;
}

const MIB = 1_024 * 1_024;

/**
 * A node's rates by the lists: its hour costs what its type is listed at in its region, or is estimated at, split by
 * what cores and memory of its kind cost there. Null where no list knows it, or where its own size is not known.
 */
export function listRates(node: ListedNode, lists: PriceLists): ListRates | null {
  const found = findPrice(node, lists);
  if (!found || node.cpuCores <= 0 || node.ramBytes <= 0) return null;
  const { price: onDemand, prices } = found;
  const price = capacityPrice(onDemand, node.capacityType, prices.cloud);
  // Split as on demand: a host at full price would leave nothing for a spot machine's GPUs.
  const parts = inProportion(price.pico, partsOf(node, found));
  const rates = parts && unitRates(node, parts);
  const { source, rule } = price;
  return rates && { ...rates, source, rule, knowsGpu: gpusInPrice(node, prices) === node.gpus };
}

/** How a list splits the price of a node's type, or what the host of its kind is worth, in proportion; null where it knows neither. */
export function listedParts(node: ListedNode, lists: PriceLists): PriceParts | null {
  const found = findPrice(node, lists);
  return found && gpusInPrice(node, found.prices) === node.gpus ? partsOf(node, found) : null;
}

/** What a core and a GiB of a node's kind cost where it stands; null where no list knows its CPU maker there. */
export function listedHost(node: ListedNode, lists: PriceLists): HostRates | null {
  const place = nodePlace(node);
  const prices = lists.find(({ cloud }) => cloud === place?.cloud);
  const region = prices?.regions.get(place?.region ?? "");
  return prices && region ? hostRates(prices, region, sizeOf(node, prices)) : null;
}

interface FoundPrice {
  readonly price: HourPrice;
  readonly prices: CloudPrices;
}

/** What a node's type costs on demand where it stands. */
function findPrice(node: PlacedNode, lists: PriceLists): FoundPrice | null {
  const place = nodePlace(node);
  const prices = lists.find(({ cloud }) => cloud === place?.cloud);
  if (!place || !prices || node.instanceType === "") return null;
  const price = hourPrice(node.instanceType, place, prices);
  return price && { price, prices };
}

function partsOf(node: ListedNode, { price: { pico, region }, prices }: FoundPrice): PriceParts {
  const type = sizeOf(node, prices);
  return splitPrice(pico, type, hostRates(prices, region, type));
}

/** The type's own size; where the list does not know it, the node's. */
function sizeOf(node: ListedNode, prices: CloudPrices): ListedType {
  const custom = prices.cloud === "gcp" ? readCustomType(node.instanceType) : null;
  const known = custom ?? prices.types.get(node.instanceType.toLowerCase());
  return {
    name: known?.name ?? node.instanceType,
    cpuCores: known?.cpuCores || node.cpuCores,
    ramMib: known?.ramMib || Math.round(node.ramBytes / MIB),
    gpus: gpusInPrice(node, prices),
  };
}

/** Those of a node's GPUs that its type's price holds. */
export function gpusInPrice({ instanceType, gpus }: ListedNode, { cloud, types }: CloudPrices): number {
  if (cloud !== "gcp") return gpus;
  const isAttached =
    readCustomType(instanceType) !== null || types.get(instanceType.toLowerCase())?.gpus === 0;
  return isAttached ? 0 : gpus;
}
