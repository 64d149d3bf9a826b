import * as z from "zod";
import {
  INSUFFICIENT_REASONS,
  type InsufficientReason,
  type RecommendationKind,
  RECOMMENDATION_KINDS,
} from "./kinds.ts";
import {
  type AdviceTotals,
  AdviceTotalsSchema,
  type AdvisedBill,
  AdvisedBillSchema,
} from "./recommendation-row.ts";

/** What is open, in two numbers that are never mixed: what becomes free, and by how much the bill falls. */
export interface RecommendationSummary {
  currency: string;
  dataVersion: string;
  until: string | null;
  /** The same as the totals of the list of what is open. */
  totals: AdviceTotals;
  byKind: (AdviceTotals & { kind: RecommendationKind })[];
  /**
   * By how much a month's bill falls if all of it is done, by packing. Null where it is not known, where a part of a cluster is asked
   * about, and for those who see a part.
   */
  bill: AdvisedBill | null;
  /** What cannot be advised upon, and what that costs a month. */
  insufficient: { reason: InsufficientReason; count: number; cost: string }[];
  dismissed: AdviceTotals;
}

export const RecommendationSummarySchema: z.ZodType<RecommendationSummary> = z.object({
  currency: z.string(),
  dataVersion: z.string(),
  until: z.string().nullable(),
  totals: AdviceTotalsSchema,
  byKind: z.array(
    z.object({
      kind: z.enum(RECOMMENDATION_KINDS),
      count: z.int(),
      cost: z.string(),
      freed: z.string(),
      more: z.string(),
    }),
  ),
  bill: AdvisedBillSchema.nullable(),
  insufficient: z.array(z.object({ reason: z.enum(INSUFFICIENT_REASONS), count: z.int(), cost: z.string() })),
  dismissed: AdviceTotalsSchema,
});

/** What advice has brought, by closed day. */
export interface RecommendationSavings {
  currency: string;
  dataVersion: string;
  until: string | null;
  /** Counted from what was observed after it was applied; what is `applied` is promised, not measured yet. */
  totals: { verified: string; applied: string; regressed: number; notComparable: number };
  days: { day: string; open: string; applied: string; verified: string }[];
}

export const RecommendationSavingsSchema: z.ZodType<RecommendationSavings> = z.object({
  currency: z.string(),
  dataVersion: z.string(),
  until: z.string().nullable(),
  totals: z.object({
    verified: z.string(),
    applied: z.string(),
    regressed: z.int(),
    notComparable: z.int(),
  }),
  days: z.array(z.object({ day: z.string(), open: z.string(), applied: z.string(), verified: z.string() })),
});
