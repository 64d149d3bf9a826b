import * as z from "zod";

/** What a threshold looks at: money spent, what the period is expected to cost, or spent against what is usual by now. */
export const BUDGET_MEASURES = ["spent", "expected", "pace"] as const;
export type BudgetMeasure = (typeof BUDGET_MEASURES)[number];

/** Which end of what is expected: four in five periods lie between low and high. */
export const EXPECTED_BOUNDS = ["low", "mid", "high"] as const;
export type ExpectedBound = (typeof EXPECTED_BOUNDS)[number];

export interface BudgetThreshold {
  on: BudgetMeasure;
  /** 0.8 is 80 % of the amount; of pace, 1.15 is 15 % more than usual by now. */
  at: number;
  /** Of expected: `mid` by default; `low` waits until it is nearly certain. */
  bound?: ExpectedBound | undefined;
  /** Of pace: which share of a period is usually spent before it counts; 0.1 by default. */
  notBefore?: number | undefined;
}

const MOST_THRESHOLDS = 10;

export const thresholdFields = {
  on: z.enum(BUDGET_MEASURES),
  at: z.number().min(0.01).max(100),
  bound: z.enum(EXPECTED_BOUNDS).optional(),
  notBefore: z.number().min(0.01).max(1).optional(),
};

/** Schema of a budget's thresholds. */
export const BudgetThresholdsSchema: z.ZodType<BudgetThreshold[], BudgetThreshold[]> = z
  .array(
    z
      .strictObject(thresholdFields)
      .refine(({ on, bound }) => bound === undefined || on === "expected", {
        path: ["bound"],
        error: "is of thresholds on expected alone",
      })
      .refine(({ on, notBefore }) => notBefore === undefined || on === "pace", {
        path: ["notBefore"],
        error: "is of thresholds on pace alone",
      }),
  )
  .max(MOST_THRESHOLDS)
  .refine((all) => new Set(all.map((each) => `${thresholdMeasure(each)} ${each.at}`)).size === all.length, {
    error: "must not name a threshold twice",
  });

/** What a threshold is told apart by, beside its height: `spent`, `pace`, `expected`, `expected:low`. */
export function thresholdMeasure({ on, bound = "mid" }: Pick<BudgetThreshold, "on" | "bound">): string {
  return on === "expected" && bound !== "mid" ? `${on}:${bound}` : on;
}
