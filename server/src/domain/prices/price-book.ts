/** Prices an hour (network: a GiB) that stand in where neither a price list nor the exporter has one. */
interface DefaultPrices {
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

/** What prices a cluster's hours. Its name is kept with each hour that it priced. */
export interface PriceBook {
  readonly name: string;
  /** ISO 4217 code of the currency that all its prices are in. */
  readonly currency: string;
  readonly defaults: DefaultPrices;
}

/** Common list prices in US dollars, the same that OpenCost falls back to: a guess, and marked as one. */
export const DEFAULT_PRICE_BOOK: PriceBook = {
  name: "default-usd-1",
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
};
