import * as z from "zod";
import { BUDGET_PERIODS, type BudgetEvery } from "./budget-period.ts";
import { type BudgetThreshold, thresholdFields } from "./budget-threshold.ts";
import { type BudgetRow, budgetRowFields } from "./budgets.ts";

/** How one threshold stands. */
export interface ThresholdState extends BudgetThreshold {
  /** `back`: it was crossed in this period, and later numbers took that back. */
  state: "below" | "crossed" | "back";
  crossedAt: string | null;
}

/** What a period is expected to cost, with the interval that four of five periods end in. */
export interface ExpectedCost {
  low: string;
  mid: string;
  high: string;
  /** Probability that the period ends between low and high. */
  level: number;
  method: "mean" | "combined";
  /** Days of the past from which the same was forecast: their errors make the interval. */
  origins: number;
  /** There were too few of them: the interval is 35 % to both sides. */
  wide: boolean;
  /** Fewer than 14 days are known, so that nothing is known of weeks. */
  notEnoughHistory: boolean;
}

/** How a budget stands, for one value of `by`. */
export interface BudgetStatus {
  /** The namespace or the label's value; null without `by`. */
  key: string | null;
  /** What this period may cost, with what was carried over. */
  amount: string;
  /** What the period before has left; null without `rollover: carry`. */
  carried: string | null;
  spent: string;
  remaining: string;
  spentRatio: number;
  /** Spent against what is usually spent by now; null while that is next to nothing. */
  pace: number | null;
  /** Null where fewer than three days are known. */
  expected: ExpectedCost | null;
  /** When the amount will be spent; null where that is not in this period, or not known. */
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
  /** Hours of the period may still change by themselves: its last one is not closed. */
  provisional: boolean;
  dataVersion: string;
  rows: BudgetStatus[];
}

const statusFields = {
  budget: z.object(budgetRowFields),
  period: z.object({ start: z.string(), end: z.string(), every: z.enum(BUDGET_PERIODS), zone: z.string() }),
  until: z.string(),
  elapsedRatio: z.number(),
  usualRatio: z.number(),
  usualFrom: z.enum(["weekdays", "even"]),
  coverage: z.number(),
  provisional: z.boolean(),
  dataVersion: z.string(),
  rows: z.array(
    z.object({
      key: z.string().nullable(),
      amount: z.string(),
      carried: z.string().nullable(),
      spent: z.string(),
      remaining: z.string(),
      spentRatio: z.number(),
      pace: z.number().nullable(),
      expected: z
        .object({
          low: z.string(),
          mid: z.string(),
          high: z.string(),
          level: z.number(),
          method: z.enum(["mean", "combined"]),
          origins: z.int(),
          wide: z.boolean(),
          notEnoughHistory: z.boolean(),
        })
        .nullable(),
      exhaustsAt: z.string().nullable(),
      thresholds: z.array(
        z.object({
          ...thresholdFields,
          state: z.enum(["below", "crossed", "back"]),
          crossedAt: z.string().nullable(),
        }),
      ),
    }),
  ),
};

export const BudgetStatusAnswerSchema: z.ZodType<BudgetStatusAnswer> = z.object(statusFields);

export interface BudgetStandingsQuery {
  /** Budgets a page; 20 by default, 50 at most. */
  limit?: number | undefined;
  /** `nextAfter` of the page before. */
  after?: string | undefined;
}

/** How a budget stands beside others. */
export interface BudgetStanding extends Pick<BudgetStatusAnswer, "budget"> {
  /** Null where its question cannot be answered now. */
  status: Omit<BudgetStatusAnswer, "budget" | "dataVersion"> | null;
  /** Why it cannot. */
  failure: string | null;
}

export interface BudgetStandingsAnswer {
  rows: BudgetStanding[];
  /** How many budgets there are, beyond the page too. */
  count: number;
  nextAfter: string | null;
}

const MOST_BUDGETS = 50;

export const BudgetStandingsQuerySchema: z.ZodType<
  BudgetStandingsQuery & { limit: number },
  BudgetStandingsQuery | undefined
> = z
  .strictObject({
    limit: z.int().min(1).max(MOST_BUDGETS).default(20),
    after: z.uuid().optional(),
  })
  .prefault({});

const { budget, dataVersion: _dataVersion, ...standingFields } = statusFields;

export const BudgetStandingsAnswerSchema: z.ZodType<BudgetStandingsAnswer> = z.object({
  rows: z.array(
    z.object({ budget, status: z.object(standingFields).nullable(), failure: z.string().nullable() }),
  ),
  count: z.int(),
  nextAfter: z.string().nullable(),
});
