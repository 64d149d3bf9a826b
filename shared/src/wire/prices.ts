import * as z from "zod";
import { PRICE_SOURCES, type PriceSource } from "./cost-answer.ts";
import {
  CAPACITY_TYPES,
  type CapacityType,
  IDENTITY_FACTS,
  IDENTITY_SOURCES,
  type IdentityTold,
} from "./identity.ts";

/** What one part of an asset costs, and who says so. */
export interface PriceRow {
  cluster: string;
  kind: "node" | "volume" | "loadBalancer" | "network" | "fee";
  namespace: string;
  /** Name of the node, volume or service; of traffic how far it goes. */
  name: string;
  /** `cpu`, `ram` and `gpu` of a node; "" of others. */
  part: "cpu" | "ram" | "gpu" | "";
  /** Decimal string with twelve places: for a core-hour, GiB-hour, GPU-hour, hour, or GiB of traffic. */
  price: string;
  unit: "core-hour" | "GiB-hour" | "GPU-hour" | "hour" | "GiB";
  priceSource: PriceSource;
  /** The rule of the price book, or `exporter`, or `default`, or what of the list it is. */
  rule: string;
}

/** Which machine a node of the newest hour is, who told that, and who prices it. */
export interface NodeIdentityRow {
  cluster: string;
  node: string;
  /** `aws`, `azure` or `gcp`, whose lists are known; "" elsewhere, and where nothing tells. */
  cloud: string;
  providerId: string;
  instanceType: string;
  region: string;
  zone: string;
  /** `on-demand` where nobody tells it as well. */
  capacityType: CapacityType;
  /** Who told each fact; a fact that nobody told is left out. */
  told: IdentityTold;
  /** Its pods are billed, as those of virtual nodes are, and not the node. */
  billedByPods: boolean;
  priceSource: PriceSource;
  rule: string;
}

/** A cloud's list of on-demand prices that prices the hours that are collected from now on. */
export interface PriceListInUse {
  cloud: "aws" | "azure" | "gcp";
  /** The newest day of its prices, such as 2026-07-20. */
  date: string;
  /** Of a list that `admin prices update` stored; null for the one that came with the service. */
  version: number | null;
}

/** What the things of each cluster's newest hour are priced at. */
export interface PricesAnswer {
  clusters: {
    cluster: string;
    currency: string;
    hour: string;
    /** What priced that hour, as `name@version`. */
    priceBook: string;
    /** What prices the hours that are collected from now on, by settings.update; null where nothing was chosen. */
    chosenPriceBook: string | null;
  }[];
  priceLists: PriceListInUse[];
  rows: PriceRow[];
  nodes: NodeIdentityRow[];
}

const toldSchema = z.object(
  Object.fromEntries(IDENTITY_FACTS.map((fact) => [fact, z.enum(IDENTITY_SOURCES).optional()])),
);

export const PricesAnswerSchema: z.ZodType<PricesAnswer> = z.object({
  clusters: z.array(
    z.object({
      cluster: z.string(),
      currency: z.string(),
      hour: z.string(),
      priceBook: z.string(),
      chosenPriceBook: z.string().nullable(),
    }),
  ),
  priceLists: z.array(
    z.object({
      cloud: z.enum(["aws", "azure", "gcp"]),
      date: z.string(),
      version: z.number().nullable(),
    }),
  ),
  rows: z.array(
    z.object({
      cluster: z.string(),
      kind: z.enum(["node", "volume", "loadBalancer", "network", "fee"]),
      namespace: z.string(),
      name: z.string(),
      part: z.enum(["cpu", "ram", "gpu", ""]),
      price: z.string(),
      unit: z.enum(["core-hour", "GiB-hour", "GPU-hour", "hour", "GiB"]),
      priceSource: z.enum(PRICE_SOURCES),
      rule: z.string(),
    }),
  ),
  nodes: z.array(
    z.object({
      cluster: z.string(),
      node: z.string(),
      cloud: z.string(),
      providerId: z.string(),
      instanceType: z.string(),
      region: z.string(),
      zone: z.string(),
      capacityType: z.enum(CAPACITY_TYPES),
      told: toldSchema,
      billedByPods: z.boolean(),
      priceSource: z.enum(PRICE_SOURCES),
      rule: z.string(),
    }),
  ),
});
