import * as z from "zod";
import {
  BUDGET_MEASURES,
  BUDGET_PERIODS,
  type BudgetEvery,
  type BudgetRow,
  budgetRowFields,
  type BudgetThreshold,
} from "./budgets.ts";

/** How one threshold stands. */
export interface ThresholdState extends BudgetThreshold {
  /** `back`: it was crossed in this period, and later numbers took that back. */
  state: "below" | "crossed" | "back";
  crossedAt: string | null;
}

/** How a budget stands, for one value of `by`. */
export interface BudgetStatus {
  /** The namespace or the label's value; null without `by`. */
  key: string | null;
  spent: string;
  remaining: string;
  spentRatio: number;
  /** Spent against what is usually spent by now; null while that is next to nothing. */
  pace: number | null;
  /** What the period will cost if it goes on at this pace. There is no interval: nothing is forecast yet. */
  expected: { mid: string; method: "pace" } | null;
  /** When the amount is spent at this pace; null where that is not in this period. */
  exhaustsAt: string | null;
  thresholds: ThresholdState[];
}

/** What one period has cost, when it was last looked at. */
export interface BudgetPeriodRow {
  start: string;
  end: string;
  key: string | null;
  /** The budget as it was then. */
  revision: number;
  amount: string;
  spent: string;
  spentRatio: number;
  coverage: number;
}

export const BudgetPeriodsAnswerSchema: z.ZodType<{ rows: BudgetPeriodRow[] }> = z.object({
  rows: z.array(
    z.object({
      start: z.string(),
      end: z.string(),
      key: z.string().nullable(),
      revision: z.int(),
      amount: z.string(),
      spent: z.string(),
      spentRatio: z.number(),
      coverage: z.number(),
    }),
  ),
});

export interface BudgetStatusAnswer {
  budget: BudgetRow;
  period: { start: string; end: string; every: BudgetEvery; zone: string };
  /** Numbers are up to here. */
  until: string;
  /** Share of the period's time that is over. */
  elapsedRatio: number;
  /** Share of a period's cost that is usually spent by now. */
  usualRatio: number;
  /** `weekdays`: from what each day of the week cost in the last eight weeks; `even` where fewer than 14 days are known. */
  usualFrom: "weekdays" | "even";
  /** Share of the hours that were seen. */
  coverage: number;
  dataVersion: string;
  rows: BudgetStatus[];
}

export const BudgetStatusAnswerSchema: z.ZodType<BudgetStatusAnswer> = z.object({
  budget: z.object(budgetRowFields),
  period: z.object({ start: z.string(), end: z.string(), every: z.enum(BUDGET_PERIODS), zone: z.string() }),
  until: z.string(),
  elapsedRatio: z.number(),
  usualRatio: z.number(),
  usualFrom: z.enum(["weekdays", "even"]),
  coverage: z.number(),
  dataVersion: z.string(),
  rows: z.array(
    z.object({
      key: z.string().nullable(),
      spent: z.string(),
      remaining: z.string(),
      spentRatio: z.number(),
      pace: z.number().nullable(),
      expected: z.object({ mid: z.string(), method: z.literal("pace") }).nullable(),
      exhaustsAt: z.string().nullable(),
      thresholds: z.array(
        z.object({
          on: z.enum(BUDGET_MEASURES),
          at: z.number(),
          state: z.enum(["below", "crossed", "back"]),
          crossedAt: z.string().nullable(),
        }),
      ),
    }),
  ),
});
