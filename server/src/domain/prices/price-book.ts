import type { PriceRule } from "./price-rule.ts";
import type { Discount } from "./discounts.ts";
import type { PriceLists } from "./list/list-price.ts";

/** Prices an hour (network: a GiB) that stand in where neither a price list nor the exporter has one. */
export interface DefaultPrices {
  readonly perCpuCoreHour: number;
  readonly perRamGibHour: number;
  readonly perGpuHour: number;
  readonly perSpotCpuCoreHour: number;
  readonly perSpotRamGibHour: number;
  readonly perVolumeGibHour: number;
  readonly perLoadBalancerHour: number;
  readonly perZoneGib: number;
  readonly perRegionGib: number;
  readonly perInternetGib: number;
}

/** What prices a cluster's hours. Its name and version are kept with each hour that it priced. */
export interface PriceBook {
  readonly name: string;
  readonly version: number;
  /** ISO 4217 code of the currency that all its prices are in. */
  readonly currency: string;
  readonly defaults: DefaultPrices;
  /** Prices of one's own, which go before the exporter's and the defaults; among equals the first. */
  readonly rules: readonly PriceRule[];
  readonly discounts: readonly Discount[];
}

/** A book, and the clouds' lists of on-demand prices that stand in before its defaults. */
export interface PricedBy extends PriceBook {
  readonly lists?: PriceLists;
}

/** How an hour says which book priced it. */
export function priceBookLabel({ name, version }: PriceBook): string {
  return `${name}@${version}`;
}

/** Common list prices in US dollars, the same that OpenCost falls back to: a guess, and marked as one. */
export const DEFAULT_PRICE_BOOK: PriceBook = {
  name: "default-usd",
  version: 1,
  currency: "USD",
  defaults: {
    perCpuCoreHour: 0.031611,
    perRamGibHour: 0.004237,
    perGpuHour: 0.95,
    perSpotCpuCoreHour: 0.006655,
    perSpotRamGibHour: 0.000892,
    perVolumeGibHour: 0.00005479452,
    perLoadBalancerHour: 0.025,
    perZoneGib: 0.01,
    perRegionGib: 0.01,
    perInternetGib: 0.12,
  },
  rules: [],
  discounts: [],
};
