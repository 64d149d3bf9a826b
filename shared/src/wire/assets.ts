import * as z from "zod";
import { pageFields } from "./cost-query.ts";
import { CAPACITY_TYPES, type CapacityType } from "./identity.ts";
import { NamesSchema } from "./text.ts";
import { type WindowQuery, windowFields } from "./window.ts";

export const ASSET_KINDS = ["node", "volume", "loadBalancer", "network", "fee"] as const;
export type AssetKindName = (typeof ASSET_KINDS)[number];

/** A question about what there was, whoever took it. */
export interface AssetQuery extends WindowQuery {
  cluster?: string | string[] | undefined;
  /** Only assets of these kinds. */
  kind?: AssetKindName | AssetKindName[] | undefined;
  /** Only clusters that are priced in this currency, such as EUR. */
  currency?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** What assets cost, as decimal strings with nine places. */
export interface AssetFigures {
  cpuCost: string;
  ramCost: string;
  gpuCost: string;
  /** What was free of nodes. */
  idleCost: string;
  /** What stood in minutes that nobody saw. */
  unobservedCost: string;
  /** All of it: capacity × time × price. */
  totalCost: string;
}

/** One asset in the window; the dearest come first. */
export interface AssetRow extends AssetFigures {
  kind: AssetKindName;
  cluster: string;
  /** Of a volume's claim or a load balancer's service; "" for others. */
  namespace: string;
  name: string;
  providerId: string;
  /** Instance type of a node, storage class of a volume. */
  type: string;
  /** How much there was: node-hours, GiB-hours of volumes, hours, GiB of traffic. */
  quantity: number;
  unit: "hours" | "GiB-hours" | "GiB";
  /** Of a node; "" for others. */
  pool: string;
  /** Of a node; null for others. */
  capacityType: CapacityType | null;
}

const AssetKindSchema = z.enum(ASSET_KINDS);
/** Fields by which assets are chosen. */
export const assetFilterFields = {
  cluster: NamesSchema.optional(),
  kind: z
    .union([AssetKindSchema, z.array(AssetKindSchema).min(1).max(ASSET_KINDS.length)])
    .transform((kinds) => (typeof kinds === "string" ? [kinds] : kinds))
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters, such as EUR")
    .optional(),
};
const AssetQueryObject = z.strictObject({ ...windowFields, ...pageFields, ...assetFilterFields });
export type AssetQuestion = z.output<typeof AssetQueryObject>;
export const AssetQuerySchema: z.ZodType<AssetQuestion, AssetQuery | undefined> = AssetQueryObject.prefault(
  {},
);

const figureFields = {
  cpuCost: z.string(),
  ramCost: z.string(),
  gpuCost: z.string(),
  idleCost: z.string(),
  unobservedCost: z.string(),
  totalCost: z.string(),
};
export const AssetFiguresSchema: z.ZodType<AssetFigures> = z.object(figureFields);
export const AssetRowSchema: z.ZodType<AssetRow> = z.object({
  kind: AssetKindSchema,
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  providerId: z.string(),
  type: z.string(),
  ...figureFields,
  quantity: z.number(),
  unit: z.enum(["hours", "GiB-hours", "GiB"]),
  pool: z.string(),
  capacityType: z.enum(CAPACITY_TYPES).nullable(),
});
