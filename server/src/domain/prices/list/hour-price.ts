import type { PriceSource } from "@kubecent/shared";
import { customPrice, readCustomType } from "./custom-type.ts";
import { type EstimatedPrice, RegionEstimates } from "./estimate.ts";
import type { NodePlace } from "./node-place.ts";
import type { CloudPrices, RegionPrices } from "./price-list.ts";

/** A machine's price for an hour, and how it was found. */
export interface HourPrice {
  readonly pico: bigint;
  readonly region: RegionPrices;
  readonly source: Extract<PriceSource, "list" | "estimate">;
  readonly rule: string;
}

/** What an hour of a type costs on demand at a place: by the list, or an estimate by it; null where the list knows neither. */
export function hourPrice(instanceType: string, place: NodePlace, prices: CloudPrices): HourPrice | null {
  const zone = place.zoneGroup === "" ? undefined : zonePrices(prices, place.zoneGroup);
  const region = prices.regions.get(place.region);
  const inZone = zone ? inRegion(instanceType, zone, prices) : null;
  if (inZone ?? !region) return inZone;
  const price = region ? inRegion(instanceType, region, prices) : null;
  if (!price || place.zoneGroup === "") return price;
  return fromRegion(price, place.zoneGroup, zoneRatio(zone, price.region));
}

/** What a local zone asks for a machine of what its region does, in percent. */
interface ZoneRatio {
  readonly percent: bigint;
  /** Whether it is the zone's own, and not that of all zones. */
  readonly isOwn: boolean;
}

/** Of 874 types in local zones: the median of what they cost there beside their region, and where four of five lie. */
const USUAL_ZONE = { percent: 125n, least: 115, most: 135 };

const RATIOS = new WeakMap<RegionPrices, ZoneRatio>();

/** The median of what a zone's types cost beside their region; that of all zones where the zone has none of them. */
function zoneRatio(zone: RegionPrices | undefined, region: RegionPrices): ZoneRatio {
  if (!zone) return { percent: USUAL_ZONE.percent, isOwn: false };
  const known = RATIOS.get(zone);
  if (known) return known;
  const percents = [...zone.types].flatMap(([type, { pico }]) => {
    const usual = region.types.get(type)?.pico;
    return usual === undefined ? [] : [(pico * 100n + usual / 2n) / usual];
  });
  const median = percents.toSorted((a, b) => Number(a - b))[percents.length >> 1];
  const ratio = { percent: median ?? USUAL_ZONE.percent, isOwn: median !== undefined };
  RATIOS.set(zone, ratio);
  return ratio;
}

/** A local zone is dearer than its region: a type without a price there costs as much more as the zone's others do. */
function fromRegion(
  { pico, rule, region }: HourPrice,
  group: string,
  { percent, isOwn }: ZoneRatio,
): HourPrice {
  const range = isOwn ? "as its other types" : `usually ${USUAL_ZONE.least} to ${USUAL_ZONE.most} %`;
  return {
    pico: (pico * percent) / 100n,
    region,
    source: "estimate",
    rule: `estimated for ${group} at ${percent} % (${range}) of ${rule}`,
  };
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
  const custom = customInRegion(instanceType, region, prices);
  if (custom) return custom;
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

/** A size that was made to measure is in no list: it costs what its family's cores and memory do there. */
function customInRegion(
  instanceType: string,
  region: RegionPrices,
  { cloud, date }: CloudPrices,
): HourPrice | null {
  const type = cloud === "gcp" ? readCustomType(instanceType) : null;
  const host = type && region.hosts.get(type.family);
  if (!type || !host) return null;
  const { pico, family, added } = customPrice(type, host);
  const rates = `list ${date}, rates of ${family} in ${region.region} for ${instanceType}, on demand`;
  const here = { pico, region };
  return added === ""
    ? { ...here, source: "list", rule: rates }
    : { ...here, source: "estimate", rule: `estimated from ${rates}, with ${added}` };
}

/** Nine of ten estimates that leave out a known price miss it by less than this. */
function estimateText(
  { sibling, isClose, date }: EstimatedPrice,
  instanceType: string,
  { region }: RegionPrices,
): string {
  const range = isClose ? "0.2" : "10";
  return `estimated from ${sibling} in ${region}, list ${date}, ${instanceType} on demand, usually right to ${range} %`;
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
