import type { PriceRule } from "./price-rule.ts";
import type { PriceLists } from "./list/list-price.ts";
import { type Price, toPico } from "./price.ts";

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

/** Whether a book states one of these defaults itself: then it is meant for what the book's prices do not name, whatever lists say. */
export function hasOwnDefault({ defaults }: PriceBook, ...kinds: readonly (keyof DefaultPrices)[]): boolean {
  return kinds.some((kind) => defaults[kind] !== DEFAULT_PRICE_BOOK.defaults[kind]);
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

/** What a negotiated discount may apply to. */
export const DISCOUNTED = ["cpu", "ram", "gpu", "volume", "loadBalancer", "network", "fee"] as const;
export type Discounted = (typeof DISCOUNTED)[number];

/** A share off the list prices (the exporter's and the defaults); custom prices are taken as agreed. */
export interface Discount {
  /** 0 to 100. */
  readonly percent: number;
  readonly appliesTo: readonly Discounted[];
}

/** Takes the discounts off a list price, one after another. */
export function discounted(price: Price, kind: Discounted, discounts: readonly Discount[]): Price {
  if (price.source === "custom") return price;

  let left = price;
  for (const { percent, appliesTo } of discounts) {
    if (percent > 0 && appliesTo.includes(kind)) left = lessPercent(left, percent);
  }
  return left;
}

function lessPercent({ pico, source, rule }: Price, percent: number): Price {
  const whole = toPico(100);
  return { pico: (pico * (whole - toPico(percent))) / whole, source, rule: `${rule} less ${percent} %` };
}

/** A price book that cannot be used: all that is wrong with it, each with its place. */
export class PriceBookError extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    super(`The price book ${file} cannot be used:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "PriceBookError";
    this.faults = faults;
  }
}
