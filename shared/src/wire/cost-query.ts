import * as z from "zod";
import { MONEY_COLUMNS, type MoneyColumn } from "./cost-figures.ts";
import { NameSchema, NamesSchema } from "./text.ts";
import { type WindowQuery, windowFields } from "./window.ts";

/** Which rows are asked for. Several values of one field mean any of them; several fields mean all of them. */
export interface FilterQuery {
  cluster?: string | string[] | undefined;
  namespace?: string | string[] | undefined;
  node?: string | string[] | undefined;
  controllerKind?: string | string[] | undefined;
  controller?: string | string[] | undefined;
  pod?: string | string[] | undefined;
  /** By label name, as Prometheus writes it (`app_kubernetes_io_name`); REST: `label.team=payments`. */
  label?: Record<string, string | string[]> | undefined;
}

/** Which page of the rows is asked for, and in which order. */
export interface PageQuery {
  /** Rows a page; 100 by default, 1,000 at most. */
  limit?: number | undefined;
  /** `nextCursor` of the page before, for the same question. */
  cursor?: string | undefined;
  /** A money column, largest first with a minus sign: `-totalCost` by default. */
  sort?: SortOrder | undefined;
}

export type SortOrder = MoneyColumn | `-${MoneyColumn}`;

/** A question about cost. */
export interface CostQuery extends WindowQuery, FilterQuery, PageQuery {
  /** Only clusters that are priced in this currency, such as EUR. */
  currency?: string | undefined;
}

/** A question whose answer may show what no allocation used. */
export interface CostWithIdleQuery extends CostQuery {
  /** `show` adds rows for idle, unobserved and fee; `hide`, the default, leaves them out. */
  idle?: "hide" | "show" | undefined;
}

/** A question about cost over time. */
export interface TimeseriesQuery extends Omit<CostWithIdleQuery, "sort"> {
  /** Length of a row's stretch of time, in the time zone; `day` by default. */
  step?: Step | undefined;
}

export const STEPS = ["hour", "day", "week", "month"] as const;
export type Step = (typeof STEPS)[number];

export const DEFAULT_PAGE_ROWS = 100;
export const MAX_PAGE_ROWS = 1_000;

const LabelNameSchema = z
  .string()
  .regex(/^[a-zA-Z0-9_]{1,317}$/, "must be a label's name as Prometheus writes it");

const SORT_ORDERS = MONEY_COLUMNS.flatMap((column): SortOrder[] => [column, `-${column}`]);

const filterFields = {
  cluster: NamesSchema.optional(),
  namespace: NamesSchema.optional(),
  node: NamesSchema.optional(),
  controllerKind: NamesSchema.optional(),
  controller: NamesSchema.optional(),
  pod: NamesSchema.optional(),
  label: z.record(LabelNameSchema, NamesSchema).optional(),
};

/** Fields of every question that is answered in pages. */
export const pageFields = {
  limit: z.int().min(1).max(MAX_PAGE_ROWS).default(DEFAULT_PAGE_ROWS),
  cursor: z.string().max(2_048).optional(),
};

const costFields = {
  ...windowFields,
  ...filterFields,
  ...pageFields,
  sort: z.enum(SORT_ORDERS).default("-totalCost"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters, such as EUR")
    .optional(),
};

const idleField = { idle: z.enum(["hide", "show"]).default("hide") };

const CostQueryObject = z.strictObject(costFields);
const CostWithIdleQueryObject = z.strictObject({ ...costFields, ...idleField });
const { sort: _sort, ...unsortedFields } = costFields;
const TimeseriesQueryObject = z.strictObject({
  ...unsortedFields,
  ...idleField,
  step: z.enum(STEPS).default("day"),
});

/** What a cost question is once it has been read: names in lists, defaults filled in. */
export type CostQuestion = z.output<typeof CostQueryObject>;
export type CostWithIdleQuestion = z.output<typeof CostWithIdleQueryObject>;
export type TimeseriesQuestion = z.output<typeof TimeseriesQueryObject>;

// Every field may be left out, and so may the whole question.
export const CostQuerySchema: z.ZodType<CostQuestion, CostQuery | undefined> = CostQueryObject.prefault({});
export const CostWithIdleQuerySchema: z.ZodType<CostWithIdleQuestion, CostWithIdleQuery | undefined> =
  CostWithIdleQueryObject.prefault({});
export const TimeseriesQuerySchema: z.ZodType<TimeseriesQuestion, TimeseriesQuery | undefined> =
  TimeseriesQueryObject.prefault({});

/** One cluster by its name, or all of them. */
export interface ClusterQuery {
  cluster?: string | undefined;
}
export const ClusterQuerySchema: z.ZodType<ClusterQuery, ClusterQuery | undefined> = z
  .strictObject({ cluster: NameSchema.optional() })
  .prefault({});
