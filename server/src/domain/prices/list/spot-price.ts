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

/** A price on demand, and how it was found. */
interface FoundPrice {
  readonly pico: bigint;
  readonly rule: string;
}

/** What a machine costs on spot by its price on demand: a typical share of it, and the rule says so with its range. */
export function spotPrice({ pico, rule }: FoundPrice, cloud: ListedCloud): FoundPrice {
  const { percent, least, most } = RATIOS[cloud];
  return {
    pico: (pico * BigInt(percent)) / 100n,
    rule: `spot, estimated at ${percent} % (usually ${least} to ${most} %) of ${rule}`,
  };
}
