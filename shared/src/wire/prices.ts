import * as z from "zod";
import { PRICE_SOURCES, type PriceSource } from "./cost-answer.ts";

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
  /** The rule of the price book, or `exporter`, or `default`. */
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
}

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
});
