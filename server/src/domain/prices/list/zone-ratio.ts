import type { RegionPrices } from "./price-list.ts";

/** What a local zone asks for a machine of what its region does, in percent. */
interface ZoneRatio {
  readonly percent: bigint;
  /** Whether it is the zone's own, and not that of all zones. */
  readonly isOwn: boolean;
}

/** Of 874 types in local zones: the median of what they cost there beside their region, and where four of five lie. */
export const USUAL_ZONE = { percent: 125n, least: 115, most: 135 };

const RATIOS = new WeakMap<RegionPrices, ZoneRatio>();

/** The median of what a zone's types cost beside their region; that of all zones where the zone has none of them. */
export function zoneRatio(zone: RegionPrices | undefined, region: RegionPrices): ZoneRatio {
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
