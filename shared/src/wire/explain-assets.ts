import * as z from "zod";
import { ASSET_KINDS, type AssetKindName, assetFilterFields } from "./assets.ts";
import { PRICE_SOURCES, type PriceSource } from "./cost-answer.ts";
import { CAPACITY_TYPES, type CapacityType } from "./identity.ts";
import { NamesSchema } from "./text.ts";
import { type AnswerWindow, AnswerWindowSchema, type WindowQuery, windowFields } from "./window.ts";

/** A question about how the cost of assets came about: of all that it picks, in one answer. */
export interface ExplainAssetsQuery extends WindowQuery {
  cluster?: string | string[] | undefined;
  /** Only assets of these kinds. */
  kind?: AssetKindName | AssetKindName[] | undefined;
  /** Only nodes, volumes and services of these names. */
  name?: string | string[] | undefined;
  /** Where there are more than 500 lines, adds up those of one kind at one price, instead of refusing. */
  condense?: boolean | undefined;
  /** Only clusters that are priced in this currency, such as EUR. */
  currency?: string | undefined;
}

/** What assets cost and who bears it, as decimal strings with nine places. `cost` is the three others, and of a fee all of it. */
export interface AssetLineFigures {
  cost: string;
  /** What containers, claims and services took of it. */
  allocatedCost: string;
  /** What was free of nodes. */
  idleCost: string;
  /** What stood in minutes that nobody saw. */
  unobservedCost: string;
}

/** One part of an asset at one of its prices: how much of it there was, and what became of it. */
export interface AssetLine extends AssetLineFigures {
  kind: AssetKindName;
  cluster: string;
  /** Of a volume's claim or a load balancer's service; "" for others. */
  namespace: string;
  /** "" for several of them. */
  name: string;
  providerId: string;
  /** Instance type of a node, storage class of a volume. */
  type: string;
  pool: string;
  /** Null for what is no node, and for several of them. */
  capacityType: CapacityType | null;
  /** `cpu`, `ram` and `gpu` of a node; "" of others. */
  part: "cpu" | "ram" | "gpu" | "";
  /** How many assets the line is about: more than 1 only where lines were condensed. */
  things: number;
  quantity: number;
  unit: "core-hours" | "GiB-hours" | "GPU-hours" | "hours" | "GiB";
  /** Decimal string with twelve places; null where several prices were added up, and for hours of before prices were kept. */
  price: string | null;
  priceSource: PriceSource;
  rule: string;
  /** From the first hour at this price up to the end of the last one. */
  start: string;
  end: string;
}

/** How the cost of assets came about. The lines add up to `totals`. */
export interface ExplainAssetsAnswer {
  window: AnswerWindow;
  currency: string;
  dataVersion: string;
  /** Lines of one kind at one price were added up, for there would have been more than 500. */
  condensed: boolean;
  lines: AssetLine[];
  totals: AssetLineFigures;
}

const ExplainAssetsQueryObject = z.strictObject({
  ...windowFields,
  ...assetFilterFields,
  name: NamesSchema.optional(),
  condense: z.boolean().default(false),
});
export type ExplainAssetsQuestion = z.output<typeof ExplainAssetsQueryObject>;
export const ExplainAssetsQuerySchema: z.ZodType<ExplainAssetsQuestion, ExplainAssetsQuery | undefined> =
  ExplainAssetsQueryObject.prefault({});

const figureFields = {
  cost: z.string(),
  allocatedCost: z.string(),
  idleCost: z.string(),
  unobservedCost: z.string(),
};

export const ExplainAssetsAnswerSchema: z.ZodType<ExplainAssetsAnswer> = z.object({
  window: AnswerWindowSchema,
  currency: z.string(),
  dataVersion: z.string(),
  condensed: z.boolean(),
  lines: z.array(
    z.object({
      kind: z.enum(ASSET_KINDS),
      cluster: z.string(),
      namespace: z.string(),
      name: z.string(),
      providerId: z.string(),
      type: z.string(),
      pool: z.string(),
      capacityType: z.enum(CAPACITY_TYPES).nullable(),
      part: z.enum(["cpu", "ram", "gpu", ""]),
      things: z.number(),
      quantity: z.number(),
      unit: z.enum(["core-hours", "GiB-hours", "GPU-hours", "hours", "GiB"]),
      price: z.string().nullable(),
      priceSource: z.enum(PRICE_SOURCES),
      rule: z.string(),
      start: z.string(),
      end: z.string(),
      ...figureFields,
    }),
  ),
  totals: z.object(figureFields),
});
