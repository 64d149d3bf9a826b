import * as z from "zod";
import { pageFields } from "./cost-query.ts";
import { NamesSchema } from "./text.ts";
import { type WindowQuery, windowFields } from "./window.ts";

/** A question about whether hours add up. */
export interface ReconcileQuery extends WindowQuery {
  cluster?: string | string[] | undefined;
  /** Only clusters that are priced in this currency, such as EUR. */
  currency?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** The two sides of some hours: what there was, and where it went. Decimal strings, nine places. */
export interface ReconcileFigures {
  /** Capacity × time × price of all nodes, volumes, load balancers, traffic and the fee. */
  assetCost: string;
  /** What namespaces took, unmounted volumes among it. */
  allocatedCost: string;
  idleCost: string;
  unobservedCost: string;
  feeCost: string;
  /** Assets less all the others: `0.000000000` where the hours close. */
  differenceCost: string;
}

/** One hour of one cluster, counted both ways. */
export interface ReconcileRow extends ReconcileFigures {
  cluster: string;
  /** Where the hour begins, UTC. */
  hour: string;
  closes: boolean;
  /** How often the hour was written: 1, and one more for each correction. */
  version: number;
  /** Name and version of the price book that priced it. */
  priceBook: string;
  source: string;
  /** Share of the hour that its source saw. */
  coverage: number;
}

const ReconcileQueryObject = z.strictObject({
  ...windowFields,
  ...pageFields,
  cluster: NamesSchema.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters, such as EUR")
    .optional(),
});
export type ReconcileQuestion = z.output<typeof ReconcileQueryObject>;
export const ReconcileQuerySchema: z.ZodType<ReconcileQuestion, ReconcileQuery | undefined> =
  ReconcileQueryObject.prefault({});

const figureFields = {
  assetCost: z.string(),
  allocatedCost: z.string(),
  idleCost: z.string(),
  unobservedCost: z.string(),
  feeCost: z.string(),
  differenceCost: z.string(),
};
export const ReconcileFiguresSchema: z.ZodType<ReconcileFigures> = z.object(figureFields);
export const ReconcileRowSchema: z.ZodType<ReconcileRow> = z.object({
  cluster: z.string(),
  hour: z.string(),
  ...figureFields,
  closes: z.boolean(),
  version: z.number(),
  priceBook: z.string(),
  source: z.string(),
  coverage: z.number(),
});
