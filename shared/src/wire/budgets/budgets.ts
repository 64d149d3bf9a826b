import * as z from "zod";
import { type BudgetPeriod, BudgetPeriodSchema, ShownBudgetPeriodSchema } from "./budget-period.ts";
import { type BudgetThreshold, BudgetThresholdsSchema, thresholdFields } from "./budget-threshold.ts";
import {
  type CostWithIdleQuery,
  type FilterQuery,
  filterFields,
  IDLE_VIEWS,
  type ReadViewQuestion,
  viewFields,
} from "../cost-query.ts";
import { type ShareQuery, SPLITS } from "../share-query.ts";
import { type Scope, type ScopeInput, ScopeInputSchema, ScopeSchema } from "../scope.ts";
import { LabelNameSchema, NameSchema } from "../text.ts";

/** What counts: the same filter, idle and shared costs as in `cost.allocation`. */
export interface BudgetQuestion
  extends FilterQuery,
    ShareQuery,
    Pick<CostWithIdleQuery, "idle" | "idleBy" | "share"> {}

/** Who changes a budget: callers, or the file that the operator keeps. */
export const BUDGET_MANAGERS = ["api", "file"] as const;
export type BudgetManager = (typeof BUDGET_MANAGERS)[number];

export const BUDGET_ROLLOVERS = ["none", "carry"] as const;
export type BudgetRollover = (typeof BUDGET_ROLLOVERS)[number];

export interface BudgetInput {
  name: string;
  /** The part of the clusters that it is about; its maker's where it is left out. */
  scope?: ScopeInput | undefined;
  question?: BudgetQuestion | undefined;
  /** A budget of this amount for each namespace, or each value of a label. */
  by?: "namespace" | `label:${string}` | undefined;
  /** Such as `1000.00`. */
  amount: string;
  /** Amounts of single periods, by the beginning of their first day: `2026-12` or `2026-12-15`. */
  amounts?: Record<string, string> | undefined;
  /** `carry` adds what the period before has left unspent, once; `none` by default. */
  rollover?: BudgetRollover | undefined;
  currency: string;
  period: BudgetPeriod;
  thresholds: BudgetThreshold[];
  /** Channels that are told. */
  channels?: string[] | undefined;
  owner?: string | undefined;
}

const QuestionObject = z.strictObject({ ...filterFields, ...viewFields });

/** What a budget says, read. */
export interface BudgetContent {
  question: ReadViewQuestion;
  by?: "namespace" | `label:${string}` | undefined;
  amount: string;
  amounts?: Record<string, string> | undefined;
  rollover?: BudgetRollover | undefined;
  currency: string;
  period: BudgetPeriod;
  thresholds: BudgetThreshold[];
  channels: string[];
  owner?: string | undefined;
}

const MOST_AMOUNTS = 200;
const MOST_BUDGETS_AT_ONCE = 500;

const AmountSchema = z
  .string()
  .regex(/^[0-9]{1,9}(\.[0-9]{1,9})?$/, "must be an amount below a billion, such as 1000.00")
  .refine((text) => /[1-9]/.test(text), { error: "must be above nought" });

const contentFields = {
  question: QuestionObject.prefault({}),
  by: z.union([z.literal("namespace"), z.templateLiteral(["label:", LabelNameSchema])]).optional(),
  amount: AmountSchema,
  amounts: z
    .record(
      z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, "must be a month or a day, such as 2026-12"),
      AmountSchema,
    )
    .refine((all) => Object.keys(all).length <= MOST_AMOUNTS, {
      error: `may hold ${MOST_AMOUNTS} periods at most`,
    })
    .optional(),
  rollover: z.enum(BUDGET_ROLLOVERS).optional(),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be three capital letters, such as EUR"),
  period: BudgetPeriodSchema,
  thresholds: BudgetThresholdsSchema,
  channels: z.array(z.uuid()).max(20).default([]),
  owner: NameSchema.optional(),
};

export const BudgetContentSchema: z.ZodType<BudgetContent> = z.object(contentFields);

/** A budget as it is made, read. */
export interface BudgetWish extends BudgetContent {
  name: string;
  scope?: Scope | undefined;
}

const WishObject = z
  .strictObject({ name: NameSchema, scope: ScopeInputSchema.optional(), ...contentFields })
  .refine(({ period, rollover }) => period.every !== "custom" || rollover !== "carry", {
    path: ["rollover"],
    error: "cannot be carry: there is nothing before a custom period",
  });

/** Makes a budget, or changes the one of its name and scope: the same twice changes nothing. */
export const BudgetSetSchema: z.ZodType<BudgetWish, BudgetInput> = WishObject;
export const BudgetSetAllSchema: z.ZodType<{ budgets: BudgetWish[] }, { budgets: BudgetInput[] }> =
  z.strictObject({ budgets: z.array(WishObject).min(1).max(MOST_BUDGETS_AT_ONCE) });

export interface BudgetRow extends BudgetContent {
  id: string;
  name: string;
  scope: Scope;
  /** Grows with each change; past periods keep theirs. */
  revision: number;
  /** `file`: it stands in the operator's file, and is changed there alone. */
  managedBy: BudgetManager;
  /** Since when nothing is sent, because its maker may not see all of it any more; null while it is sent. */
  mutedAt: string | null;
  createdAt: string;
  createdBy: string;
  changedAt: string;
}

const names = z.array(z.string()).optional();
const byLabel = z.record(z.string(), z.array(z.string())).optional();
/** The question as answers show it: names in lists, defaults filled in. */
const ShownQuestionSchema: z.ZodType<ReadViewQuestion> = z.object({
  cluster: names,
  namespace: names,
  node: names,
  controllerKind: names,
  controller: names,
  pod: names,
  container: names,
  label: byLabel,
  idle: z.enum(IDLE_VIEWS),
  idleBy: z.enum(["node", "cluster"]),
  share: z.enum(SPLITS),
  shareNamespaces: names,
  shareLabels: byLabel,
  shareFee: z.boolean(),
  shareMonthly: z.string().optional(),
  shareSplit: z.enum(SPLITS),
});

/** What answers show of a budget. */
export const budgetRowFields = {
  ...contentFields,
  question: ShownQuestionSchema,
  period: ShownBudgetPeriodSchema,
  thresholds: z.array(z.object(thresholdFields)),
  channels: z.array(z.string()),
  id: z.string(),
  name: z.string(),
  scope: ScopeSchema,
  revision: z.int(),
  managedBy: z.enum(BUDGET_MANAGERS),
  mutedAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  changedAt: z.string(),
};

export const BudgetRowSchema: z.ZodType<BudgetRow> = z.object(budgetRowFields);
export const BudgetListAnswerSchema: z.ZodType<{ rows: BudgetRow[] }> = z.object({
  rows: z.array(z.object(budgetRowFields)),
});
