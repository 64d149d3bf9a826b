import type { PriceServer } from "./price-server.ts";

/** What a cluster's nodes need prices of. */
export interface WantedPrices {
  /** Regions and local zone groups. */
  readonly regions: ReadonlySet<string>;
  /** Instance types in lower case. */
  readonly types: ReadonlySet<string>;
}

/** A price as its cloud states it now. */
export interface FetchedPrice {
  readonly region: string;
  readonly type: string;
  /** Dollars an hour, as the source wrote them. */
  readonly usd: string;
  /** Null where the source does not say. */
  readonly cpuCores: number | null;
  readonly ramMib: number | null;
  readonly gpus: number | null;
}

/** What came of asking. */
export interface FetchedPrices {
  readonly prices: readonly FetchedPrice[];
  /** What could not be had, in words: such prices stay as they are. */
  readonly notes: readonly string[];
}

/** How far the asking is. */
export interface FetchProgress {
  /** A part begins, such as a region, of so many units. */
  start(part: string, total: number, unit: string): void;
  update(done: number, total: number): void;
  end(): void;
}

/** Asks one cloud for prices. Throws PriceFetchError. */
export type FetchPrices = (
  server: PriceServer,
  wanted: WantedPrices,
  progress: FetchProgress,
) => Promise<FetchedPrices>;
