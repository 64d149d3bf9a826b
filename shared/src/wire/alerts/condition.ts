import * as z from "zod";
import {
  BUDGET_MEASURES,
  type BudgetMeasure,
  EXPECTED_BOUNDS,
  type ExpectedBound,
} from "../budgets/budget-threshold.ts";

/** A budget at a share of its amount, or a pace. */
export interface BudgetCondition {
  kind: "budget";
  on: BudgetMeasure;
  at: number;
  bound?: ExpectedBound | undefined;
}

/** A group costs more, or less, than in as many days before. What other prices did does not count. */
export interface SpendCondition {
  kind: "spend";
  /** Closed days that are compared; 7 by default, so that weekends stand against weekends. */
  days?: number | undefined;
  direction?: "up" | "down" | undefined;
  /** 0.3 is 30 % more, or less. */
  by: number;
  /** Nor is a change told that is below this amount over these days. */
  least?: string | undefined;
}

/** Something costs what it does not usually cost: cost.anomalies. */
export interface AnomalyCondition {
  kind: "anomaly";
  /** Money a day that it is about. */
  least?: string | undefined;
}

/** What was requested is not used. */
export interface EfficiencyCondition {
  kind: "efficiency";
  days?: number | undefined;
  below: number;
  /** Groups that cost less over these days are left alone. */
  least?: string | undefined;
}

/** A group costs something that has cost nothing in the four weeks before. */
export interface NewSpenderCondition {
  kind: "newSpender";
  days?: number | undefined;
  least?: string | undefined;
}

/** Much of a cluster's cost is priced by defaults, or by nobody. */
export interface PricesCondition {
  kind: "prices";
  of: "default" | "unpriced";
  above: number;
  days?: number | undefined;
}

/** Much of a cluster's time was not seen. */
export interface CoverageCondition {
  kind: "coverage";
  below: number;
  days?: number | undefined;
}

/** A cluster's newest hour is this old. */
export interface LateCondition {
  kind: "late";
  hours: number;
}

/** What could be saved is more than an amount a month. */
export interface RecommendationsCondition {
  kind: "recommendations";
  above: string;
}

export type AlertCondition =
  | BudgetCondition
  | SpendCondition
  | AnomalyCondition
  | EfficiencyCondition
  | NewSpenderCondition
  | PricesCondition
  | CoverageCondition
  | LateCondition
  | RecommendationsCondition;

export const ALERT_KINDS = [
  "budget",
  "spend",
  "anomaly",
  "efficiency",
  "newSpender",
  "prices",
  "coverage",
  "late",
  "recommendations",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

const amount = z
  .string()
  .regex(/^[0-9]{1,9}(\.[0-9]{1,9})?$/, "must be an amount below a billion, such as 10.00");
const days = z.int().min(1).max(28).optional();
const share = z.number().min(0).max(1);

export const AlertConditionSchema: z.ZodType<AlertCondition, AlertCondition> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("budget"),
    on: z.enum(BUDGET_MEASURES),
    at: z.number().min(0.01).max(100),
    bound: z.enum(EXPECTED_BOUNDS).optional(),
  }),
  z.strictObject({
    kind: z.literal("spend"),
    days,
    direction: z.enum(["up", "down"]).optional(),
    by: z.number().min(0.01).max(100),
    least: amount.optional(),
  }),
  z.strictObject({ kind: z.literal("anomaly"), least: amount.optional() }),
  z.strictObject({ kind: z.literal("efficiency"), days, below: share, least: amount.optional() }),
  z.strictObject({ kind: z.literal("newSpender"), days, least: amount.optional() }),
  z.strictObject({ kind: z.literal("prices"), of: z.enum(["default", "unpriced"]), above: share, days }),
  z.strictObject({ kind: z.literal("coverage"), below: share, days }),
  z.strictObject({ kind: z.literal("late"), hours: z.number().min(1).max(720) }),
  z.strictObject({ kind: z.literal("recommendations"), above: amount }),
]);
