import * as z from "zod";
import { type AllocationKeys, allocationKeyFields } from "./cost-answer.ts";
import { type AggregateKey, AggregateSchema } from "./aggregate-keys.ts";
import {
  type CostWithIdleQuery,
  type FilterQuery,
  filterFields,
  type ReadViewQuestion,
  viewFields,
} from "./cost-query.ts";
import type { ShareQuery } from "./share-query.ts";
import {
  type AnswerWindow,
  AnswerWindowSchema,
  type Coverage,
  CoverageSchema,
  windowFields,
} from "./window.ts";

/** A question about what the month, or the days to come, will cost. */
export interface ForecastQuery
  extends FilterQuery,
    ShareQuery,
    Pick<CostWithIdleQuery, "currency" | "idle" | "idleBy" | "share"> {
  /** IANA time zone of the month and of the days; UTC by default. */
  timeZone?: string | undefined;
  /** So many days from the last due hour on, instead of the current month. */
  days?: number | undefined;
  /** Adds a row for each of the largest values of one to four keys. */
  aggregate?: AggregateKey | AggregateKey[] | undefined;
  /** Lets a namespace's label stand in for a pod that lacks it. */
  namespaceLabels?: boolean | undefined;
  /** Rows at most, those that cost most in the last 30 days; 10 by default. */
  limit?: number | undefined;
}

/** The question, read. */
export interface ForecastQuestion extends ReadViewQuestion {
  currency?: string | undefined;
  timeZone?: string | undefined;
  days?: number | undefined;
  aggregate: AggregateKey[];
  namespaceLabels: boolean;
  limit: number;
}

/** `none`: fewer than three closed days are known; `mean`: of the last seven days; `combined`: the middle one of three methods. */
export const FORECAST_METHODS = ["none", "mean", "combined"] as const;
export type ForecastMethod = (typeof FORECAST_METHODS)[number];

/** An expected amount, and between which it lies with the probability that `level` says. */
export interface ForecastCost {
  lowCost: string;
  cost: string;
  highCost: string;
}

/** One day to come, or what is left of one. */
export interface ForecastDay {
  /** Such as 2026-11-30. */
  date: string;
  expectedCost: string;
  /** The window's cost when this day is over, with what is spent. */
  until: ForecastCost;
}

/** What was spent in the window, and what it will have cost at its end. */
export interface ForecastFigures {
  /** Of hours that are due: the number of `cost.allocation`. */
  spentCost: string;
  /** Spent and still to come; null where nothing can be said. */
  expected: ForecastCost | null;
  method: ForecastMethod;
  /** Fewer than 14 closed days are known. */
  notEnoughHistory: boolean;
  /** Too few days of the past could be forecast for comparison: the interval is 35 % to both sides. */
  wide: boolean;
  /** Days of the past from which the same was forecast; their errors make the interval. */
  origins: number;
  days: ForecastDay[];
}

/** A forecast of one value of the keys, by its own history: rows do not add up to the totals. */
export interface ForecastRow extends AllocationKeys, ForecastFigures {}

export interface ForecastAnswer {
  window: AnswerWindow;
  currency: string;
  /** Of what was spent. */
  coverage: Coverage;
  dataVersion: string;
  /** Probability of the intervals. */
  level: number;
  /** The closed days that were looked at. Days of which less than three quarters were seen say nothing. */
  history: { start: string; end: string; timeZone: string; days: number; daysSeen: number };
  totals: ForecastFigures;
  /** The largest rows; empty without `aggregate`. */
  rows: ForecastRow[];
}

const MOST_DAYS = 92;
const DEFAULT_ROWS = 10;
const MOST_ROWS = 50;

const QueryObject = z.strictObject({
  ...filterFields,
  ...viewFields,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters, such as EUR")
    .optional(),
  timeZone: windowFields.timeZone,
  days: z.int().min(1).max(MOST_DAYS).optional(),
  aggregate: AggregateSchema.default([]),
  namespaceLabels: z.boolean().default(false),
  limit: z.int().min(1).max(MOST_ROWS).default(DEFAULT_ROWS),
});

export const ForecastQuerySchema: z.ZodType<ForecastQuestion, ForecastQuery | undefined> =
  QueryObject.prefault({});

const ExpectedSchema = z.object({ lowCost: z.string(), cost: z.string(), highCost: z.string() });
const figureFields = {
  spentCost: z.string(),
  expected: ExpectedSchema.nullable(),
  method: z.enum(FORECAST_METHODS),
  notEnoughHistory: z.boolean(),
  wide: z.boolean(),
  origins: z.int(),
  days: z.array(z.object({ date: z.string(), expectedCost: z.string(), until: ExpectedSchema })),
};

export const ForecastAnswerSchema: z.ZodType<ForecastAnswer> = z.object({
  window: AnswerWindowSchema,
  currency: z.string(),
  coverage: CoverageSchema,
  dataVersion: z.string(),
  level: z.number(),
  history: z.object({
    start: z.string(),
    end: z.string(),
    timeZone: z.string(),
    days: z.int(),
    daysSeen: z.int(),
  }),
  totals: z.object(figureFields),
  rows: z.array(z.object({ ...allocationKeyFields, ...figureFields })),
});
