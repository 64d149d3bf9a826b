import * as z from "zod";
import { type AdvisedChange, AdvisedChangeSchema } from "./change.ts";
import {
  ADVICE_PRESETS,
  type AdvicePreset,
  INSUFFICIENT_REASONS,
  type InsufficientReason,
  RECOMMENDATION_KINDS,
  RECOMMENDATION_STATES,
  type RecommendationKind,
  type RecommendationState,
} from "./kinds.ts";

/** By how much a month's bill falls, between two bounds. */
export interface AdvisedBill {
  atLeast: string;
  atMost: string;
  /** Where at least is 0: what else has to become free in a pool before one of its nodes can go. */
  until: { pool: string; cpuCores: number; ramBytes: number; pods: number }[];
}

/** What became of advice that was applied. */
export interface AdviceOutcome {
  /** The first day on which it was found to be applied. */
  appliedAt: string;
  /** When it was verified, had regressed, or could not be compared; null until then. */
  settledAt: string | null;
  /** Closed days that were looked at since. */
  days: number;
  /** What a month of the days since has been freed, by what ran on them; null until anything is known. */
  freed: string | null;
  /** What the advice had promised. */
  promised: string;
  /** Usage of a replica after it as a share of that before; null where it is not known. */
  cpuUsageRatio: number | null;
  ramUsageRatio: number | null;
  /** Why it is as it is. */
  text: string;
}

export interface RecommendationRow {
  id: string;
  kind: RecommendationKind;
  preset: AdvicePreset;
  state: RecommendationState;
  cluster: string;
  /** Null for what belongs to the cluster as a whole. */
  namespace: string | null;
  controllerKind: string | null;
  controller: string | null;
  container: string | null;
  /** The node, the pool or the volume. */
  asset: string | null;
  /** Why it says so: the rule and its numbers. */
  rule: string;
  /** Null where there is no number to advise. */
  change: AdvisedChange | null;
  /** Why there is none. */
  insufficient: { reason: InsufficientReason; text: string } | null;
  /** What a month of it costs now, at its nodes' own prices and over the hours that it really ran. */
  cost: string;
  /** What of that becomes free; below 0 where the advice is to ask for more. */
  freed: string;
  freedByResource: { resource: string; cost: string; freed: string }[];
  /** Null where it is not known, or belongs to the cluster as a whole and you see a part of it. */
  bill: AdvisedBill | null;
  /** 0 to 1: how much of the time was measured, of how many days, and how alike the days are. */
  confidence: number;
  /** What to know before it is applied. */
  warnings: { code: string; text: string }[];
  /** What was looked at; a value of null was not measured. */
  facts: { name: string; value: number | string | null; unit: string }[];
  /** The closed days that it goes by. */
  window: { start: string; end: string; seenHours: number };
  openedAt: string;
  dismissed: { at: string; by: string; reason: string; until: string | null } | null;
  outcome: AdviceOutcome | null;
}

export interface RecommendationListAnswer {
  currency: string;
  dataVersion: string;
  /** The end of the last closed day that any of it goes by; null where nothing was looked at yet. */
  until: string | null;
  rows: RecommendationRow[];
  /** Over all pages. */
  totals: AdviceTotals;
  nextCursor: string | null;
}

/** Sums of the same rows that a list shows. What asks for more is never set off against what is freed. */
export interface AdviceTotals {
  count: number;
  /** Cost of their rows, a month. */
  cost: string;
  /** What becomes free of that. */
  freed: string;
  /** What those cost more that ask for more. */
  more: string;
}

const billSchema = z.object({
  atLeast: z.string(),
  atMost: z.string(),
  until: z.array(
    z.object({ pool: z.string(), cpuCores: z.number(), ramBytes: z.number(), pods: z.number() }),
  ),
});

export const AdvisedBillSchema: z.ZodType<AdvisedBill> = billSchema;

const outcomeSchema: z.ZodType<AdviceOutcome> = z.object({
  appliedAt: z.string(),
  settledAt: z.string().nullable(),
  days: z.int(),
  freed: z.string().nullable(),
  promised: z.string(),
  cpuUsageRatio: z.number().nullable(),
  ramUsageRatio: z.number().nullable(),
  text: z.string(),
});

const name = z.string().nullable();
const rowFields = {
  id: z.string(),
  kind: z.enum(RECOMMENDATION_KINDS),
  preset: z.enum(ADVICE_PRESETS),
  state: z.enum(RECOMMENDATION_STATES),
  cluster: z.string(),
  namespace: name,
  controllerKind: name,
  controller: name,
  container: name,
  asset: name,
  rule: z.string(),
  change: AdvisedChangeSchema.nullable(),
  insufficient: z.object({ reason: z.enum(INSUFFICIENT_REASONS), text: z.string() }).nullable(),
  cost: z.string(),
  freed: z.string(),
  freedByResource: z.array(z.object({ resource: z.string(), cost: z.string(), freed: z.string() })),
  bill: billSchema.nullable(),
  confidence: z.number(),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
  facts: z.array(
    z.object({ name: z.string(), value: z.union([z.number(), z.string()]).nullable(), unit: z.string() }),
  ),
  window: z.object({ start: z.string(), end: z.string(), seenHours: z.number() }),
  openedAt: z.string(),
  dismissed: z
    .object({ at: z.string(), by: z.string(), reason: z.string(), until: z.string().nullable() })
    .nullable(),
  outcome: outcomeSchema.nullable(),
};

export const RecommendationRowSchema: z.ZodType<RecommendationRow> = z.object(rowFields);

export const AdviceTotalsSchema: z.ZodType<AdviceTotals> = z.object({
  count: z.int(),
  cost: z.string(),
  freed: z.string(),
  more: z.string(),
});

export const RecommendationListAnswerSchema: z.ZodType<RecommendationListAnswer> = z.object({
  currency: z.string(),
  dataVersion: z.string(),
  until: z.string().nullable(),
  rows: z.array(z.object(rowFields)),
  totals: AdviceTotalsSchema,
  nextCursor: z.string().nullable(),
});
