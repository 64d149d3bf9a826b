import type { CapacityType, PriceSource } from "@kubecent/shared";
import { BYTES_PER_GIB } from "../../units.ts";
import { type EstimatedPrice, RegionEstimates } from "./estimate.ts";
import { type NodePlace, nodePlace, type PlacedNode } from "./node-place.ts";
import type { CloudPrices, ListedType, RegionPrices } from "./price-list.ts";
import { hostRates, type PriceParts, splitPrice } from "./split-price.ts";
import { spotPrice } from "./spot-price.ts";

/** The lists of the clouds that a cluster's nodes lie in; none where no list is to be used. */
export type PriceLists = readonly CloudPrices[];

/** Gives the lists of the clouds and regions in which nodes lie. */
export type ListsFor = (nodes: readonly PlacedNode[]) => Promise<PriceLists>;

/** The currency of all lists. */
export const LIST_CURRENCY = "USD";

/** What a node needs to have for a list to price it. */
export interface ListedNode extends PlacedNode {
  readonly capacityType: CapacityType;
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly gpus: number;
}

/** What an hour of a core, a GiB and a GPU of a node costs by a list, in pico-units of US dollars. */
export interface ListRates {
  readonly cpu: bigint;
  readonly ram: bigint;
  readonly gpu: bigint;
  readonly source: Extract<PriceSource, "list" | "estimate">;
  /** Such as `list 2026-07-20, m6i.xlarge in eu-west-1, on demand`. */
  readonly rule: string;
}

/** A machine's price for an hour, and how it was found. */
interface HourPrice {
  readonly pico: bigint;
  readonly region: RegionPrices;
  readonly source: ListRates["source"];
  readonly rule: string;
}

const THOUSANDTHS = 1_000;
const MIB = 1_024 * 1_024;

/**
 * A node's rates by the lists: its hour costs what its type is listed at in its region, or is estimated at, split by
 * what cores and memory of its kind cost there. Null where no list knows it, or where its own size is not known.
 */
export function listRates(node: ListedNode, lists: PriceLists): ListRates | null {
  const place = nodePlace(node);
  const prices = lists.find(({ cloud }) => cloud === place?.cloud);
  if (!place || !prices || node.instanceType === "") return null;
  const listed = hourPrice(node.instanceType, place, prices);
  const price: HourPrice | null =
    listed && node.capacityType === "spot"
      ? { ...listed, ...spotPrice(listed, place.cloud), source: "estimate" }
      : listed;
  return price && byUnit(node, splitFor(node, price, prices), price);
}

function hourPrice(instanceType: string, place: NodePlace, prices: CloudPrices): HourPrice | null {
  const zone = place.zoneGroup === "" ? undefined : zonePrices(prices, place.zoneGroup);
  const region = prices.regions.get(place.region);
  const inZone = zone ? inRegion(instanceType, zone, prices) : null;
  if (inZone ?? !region) return inZone;
  const price = region ? inRegion(instanceType, region, prices) : null;
  // A local zone is dearer than its region: without its own price, the region's is no more than an estimate.
  if (!price || place.zoneGroup === "") return price;
  return { ...price, source: "estimate", rule: `estimated for ${place.zoneGroup} from ${price.rule}` };
}

/** Wavelength's groups have a number at the end that zones do not tell. */
function zonePrices({ regions }: CloudPrices, group: string): RegionPrices | undefined {
  return regions.get(group) ?? regions.get(`${group}1`);
}

function inRegion(instanceType: string, region: RegionPrices, prices: CloudPrices): HourPrice | null {
  const listed = region.types.get(instanceType.toLowerCase());
  if (listed) {
    const rule = `list ${listed.origin.date}, ${instanceType} in ${region.region}, on demand`;
    return { pico: listed.pico, region, source: "list", rule };
  }
  const estimated = estimatesOf(prices, region).estimate(instanceType);
  return (
    estimated && {
      pico: estimated.pico,
      region,
      source: "estimate",
      rule: estimateText(estimated, instanceType, region),
    }
  );
}

function estimateText(
  { sibling, date }: EstimatedPrice,
  instanceType: string,
  { region }: RegionPrices,
): string {
  return `estimated from ${sibling} in ${region}, list ${date}, ${instanceType} on demand`;
}

/** A region's families are gathered once: a cluster asks for each of its nodes, hour by hour. */
const ESTIMATES = new WeakMap<RegionPrices, RegionEstimates>();

function estimatesOf(prices: CloudPrices, region: RegionPrices): RegionEstimates {
  const known = ESTIMATES.get(region);
  if (known) return known;
  const made = new RegionEstimates(prices, region);
  ESTIMATES.set(region, made);
  return made;
}

/** By the type's own size; where the list does not know it, or has GPUs that the node does not show, by the node's. */
function splitFor(node: ListedNode, { pico, region }: HourPrice, prices: CloudPrices): PriceParts {
  const known = prices.types.get(node.instanceType.toLowerCase());
  const type: ListedType = {
    name: node.instanceType,
    cpuCores: known?.cpuCores || node.cpuCores,
    ramMib: known?.ramMib || Math.round(node.ramBytes / MIB),
    gpus: node.gpus,
  };
  return splitPrice(pico, type, hostRates(prices, region, type));
}

/** Brings a machine's parts to what it has of each, so that all of it together costs the machine's price. */
function byUnit(node: ListedNode, parts: PriceParts, { source, rule }: HourPrice): ListRates | null {
  const cores = BigInt(Math.round(node.cpuCores * THOUSANDTHS));
  const ramBytes = BigInt(Math.round(node.ramBytes));
  const gpus = BigInt(Math.round(node.gpus * THOUSANDTHS));
  if (cores <= 0n || ramBytes <= 0n) return null;
  return {
    cpu: perUnit(parts.cpuPico, BigInt(THOUSANDTHS), cores),
    ram: perUnit(parts.ramPico, BigInt(BYTES_PER_GIB), ramBytes),
    gpu: gpus > 0n ? perUnit(parts.gpuPico, BigInt(THOUSANDTHS), gpus) : 0n,
    source,
    rule,
  };
}

/** Rounded to the nearest pico. */
function perUnit(pico: bigint, unit: bigint, quantity: bigint): bigint {
  return (2n * pico * unit + quantity) / (2n * quantity);
}
