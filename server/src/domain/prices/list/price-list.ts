import type { ListedCloud } from "./machine-type.ts";

/** Where and when a price of the list was found. */
export interface ListOrigin {
  /** Day, such as 2026-07-20. */
  readonly date: string;
  /** In words, for those who want to check it. */
  readonly text: string;
}

/** A type's size as its cloud states it. */
export interface ListedType {
  readonly name: string;
  readonly cpuCores: number;
  readonly ramMib: number;
  readonly gpus: number;
}

export interface ListedPrice {
  /** What an hour costs on demand, in pico-units of US dollars. */
  readonly pico: bigint;
  readonly origin: ListOrigin;
}

/** What a core and a GiB of a CPU maker's generation cost for an hour in a region, in nano-dollars. */
export interface HostRates {
  readonly cpuNano: bigint;
  readonly ramNano: bigint;
}

/** The list prices of one region, or of one local zone group. */
export interface RegionPrices {
  readonly region: string;
  /** By instance type, in lower case. */
  readonly types: ReadonlyMap<string, ListedPrice>;
  /** By group of hosts, such as `amd-5`; see `hostGroup`. */
  readonly hosts: ReadonlyMap<string, HostRates>;
  /** What a GiB costs for a month, in pico-dollars, by kind of volume, such as `gp3`. */
  readonly volumes: ReadonlyMap<string, ListedPrice>;
}

/** One cloud's list prices: its types, the region that is complete, and the regions that were asked for. */
export interface CloudPrices {
  readonly cloud: ListedCloud;
  /** The newest day of its prices. */
  readonly date: string;
  /** By name in lower case. */
  readonly types: ReadonlyMap<string, ListedType>;
  /** The region whose prices are complete, from which estimates for others are made. */
  readonly base: RegionPrices;
  readonly regions: ReadonlyMap<string, RegionPrices>;
  /** What it asks for besides machines and volumes; see `rateOf`. */
  readonly rates?: ReadonlyMap<string, ListedPrice>;
}
