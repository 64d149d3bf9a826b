import type { CapacityType } from "@kubecent/shared";
import type { HourPrice } from "./hour-price.ts";
import type { ListedCloud } from "./machine-type.ts";

/** What spot machines cost of the price on demand, in percent. */
interface SpotRatio {
  readonly percent: number;
  /** Four of five types and regions lie between these. */
  readonly least: number;
  readonly most: number;
}

/**
 * Medians of 14,000 prices of AWS (April 2025) and 13,000 of Google Cloud (August 2026). Azure's are not known to us: they are
 * taken to lie like the others', with a wider range.
 */
const RATIOS: Readonly<Record<ListedCloud, SpotRatio>> = {
  aws: { percent: 34, least: 16, most: 47 },
  azure: { percent: 35, least: 10, most: 60 },
  gcp: { percent: 35, least: 16, most: 53 },
};

/**
 * What a machine costs that is paid for otherwise than on demand. On spot that is a typical share of its price on demand, and the
 * rule says so with its range. What a reservation or a block that was booked ahead costs only its contract says: the price on
 * demand stands in for it, marked as an estimate.
 */
export function capacityPrice(
  onDemand: HourPrice,
  capacityType: CapacityType,
  cloud: ListedCloud,
): HourPrice {
  if (capacityType === "on-demand") return onDemand;
  const { pico, rule, ...rest } = onDemand;
  if (capacityType !== "spot") {
    return { ...rest, pico, source: "estimate", rule: `${WHAT_ONE_IS[capacityType]}, ${UNKNOWN} ${rule}` };
  }
  const { percent, least, most } = RATIOS[cloud];
  return {
    ...rest,
    pico: (pico * BigInt(percent)) / 100n,
    source: "estimate",
    rule: `spot, estimated at ${percent} % (usually ${least} to ${most} %) of ${rule}`,
  };
}

const WHAT_ONE_IS = { reserved: "reserved", "capacity-block": "in a capacity block" } as const;
const UNKNOWN = "whose own price is not known; on demand it would be";
