import * as z from "zod";
import { MONEY_COLUMNS, type MoneyColumn } from "./cost-figures.ts";
import { type ShareQuery, type Split, SPLITS, sharedThingsFields, shareFields } from "./share-query.ts";
import { type AggregateKey, AggregateSchema } from "./aggregate-keys.ts";
import { LabelNameSchema, NamesSchema } from "./text.ts";
import { type WindowName, type WindowQuery, windowFields } from "./window.ts";

/** Which rows are asked for. Several values of one field mean any of them; several fields mean all of them. */
export interface FilterQuery {
  cluster?: string | string[] | undefined;
  namespace?: string | string[] | undefined;
  node?: string | string[] | undefined;
  controllerKind?: string | string[] | undefined;
  controller?: string | string[] | undefined;
  pod?: string | string[] | undefined;
  container?: string | string[] | undefined;
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

/** A question whose answer may show or spread what no allocation used, and what serves all. */
export interface CostWithIdleQuery extends CostQuery, ShareQuery {
  /**
   * What becomes of idle: `show` adds rows for idle, unobserved and fee, `share` does the same but spreads
   * idle over the rows, in their `idleCost`; `hide`, the default, leaves all of it out.
   */
  idle?: IdleView | undefined;
  /** Among whom shared idle is spread: the rows that ran on the node, by default, or all of the cluster's. */
  idleBy?: "node" | "cluster" | undefined;
  /** In proportion to what each row cost of the same part, by default, or in equal parts. */
  share?: Split | undefined;
}

export const IDLE_VIEWS = ["hide", "show", "share"] as const;
export type IdleView = (typeof IDLE_VIEWS)[number];

/** A question about what pods used. */
export interface PodMetricsQuery extends CostQuery {
  /** Adds p50, p95 and the greatest of what each pod used by the minute, as of `quantiles` in the answer. */
  quantiles?: boolean | undefined;
}

/** A question in which labels may count. */
interface LabelsQuery {
  /** Lets a namespace's label stand in for a pod that lacks it. */
  namespaceLabels?: boolean | undefined;
}

/** A question whose rows may be told apart in many ways. */
export interface AllocationQuery extends CostWithIdleQuery, LabelsQuery {
  /** One to four keys; `namespace` by default. */
  aggregate?: AggregateKey | AggregateKey[] | undefined;
}

/** A question about one label. */
export interface LabelCostQuery extends CostWithIdleQuery, LabelsQuery {
  /** The label's name, as Prometheus writes it. */
  name: string;
}

/** A question about cost over time. Shares go by cost, stretch by stretch: never in equal parts. */
export interface TimeseriesQuery
  extends Omit<CostWithIdleQuery, "sort" | "share" | "shareSplit">,
    LabelsQuery {
  /** Length of a row's stretch of time, in the time zone; `day` by default. */
  step?: Step | undefined;
  /** Up to four keys by which each stretch is told apart; none by default, and each stretch is one row. */
  aggregate?: AggregateKey | AggregateKey[] | undefined;
}

/** A question about what changed between two windows. */
export interface CompareQuery extends WindowQuery, FilterQuery, Omit<PageQuery, "sort">, LabelsQuery {
  /** The earlier window, by name or by its ends; the one of the same length just before, by default. */
  beforeWindow?: WindowName | undefined;
  beforeStart?: string | undefined;
  beforeEnd?: string | undefined;
  /** One to four keys; `namespace` by default. */
  aggregate?: AggregateKey | AggregateKey[] | undefined;
  /** Only clusters that are priced in this currency, such as EUR. */
  currency?: string | undefined;
}

/** A question about how a cost came about: of what the filter picks, all of it in one answer. */
export interface ExplainQuery extends WindowQuery, FilterQuery {
  /** Where there are more than 500 lines, adds up those of one part at one price, instead of refusing. */
  condense?: boolean | undefined;
  /** Only clusters that are priced in this currency, such as EUR. */
  currency?: string | undefined;
}

export const STEPS = ["hour", "day", "week", "month"] as const;
export type Step = (typeof STEPS)[number];

export const DEFAULT_PAGE_ROWS = 100;
export const MAX_PAGE_ROWS = 1_000;

const SORT_ORDERS = MONEY_COLUMNS.flatMap((column): SortOrder[] => [column, `-${column}`]);

/** Fields by which rows are chosen. */
export const filterFields = {
  cluster: NamesSchema.optional(),
  namespace: NamesSchema.optional(),
  node: NamesSchema.optional(),
  controllerKind: NamesSchema.optional(),
  controller: NamesSchema.optional(),
  pod: NamesSchema.optional(),
  container: NamesSchema.optional(),
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

const idleViewFields = {
  idle: z.enum(IDLE_VIEWS).default("hide"),
  idleBy: z.enum(["node", "cluster"]).default("node"),
};
/** Fields that say what becomes of idle and of shared costs. */
export const viewFields = {
  ...idleViewFields,
  share: z.enum(SPLITS).default("weighted"),
  ...shareFields,
};

const CostQueryObject = z.strictObject(costFields);
/** Which rows count and how idle and shared costs are viewed, read: names in lists, defaults filled in. */
export interface ReadViewQuestion {
  cluster?: string[] | undefined;
  namespace?: string[] | undefined;
  node?: string[] | undefined;
  controllerKind?: string[] | undefined;
  controller?: string[] | undefined;
  pod?: string[] | undefined;
  container?: string[] | undefined;
  label?: Record<string, string[]> | undefined;
  idle: IdleView;
  idleBy: "node" | "cluster";
  share: Split;
  shareNamespaces?: string[] | undefined;
  shareLabels?: Record<string, string[]> | undefined;
  shareFee: boolean;
  shareMonthly?: string | undefined;
  shareSplit: Split;
}

const CostWithIdleQueryObject = z.strictObject({ ...costFields, ...viewFields });
const namespaceLabelsField = { namespaceLabels: z.boolean().default(false) };
const PodMetricsQueryObject = z.strictObject({ ...costFields, quantiles: z.boolean().default(false) });
const AllocationQueryObject = z.strictObject({
  ...costFields,
  ...viewFields,
  ...namespaceLabelsField,
  aggregate: AggregateSchema.default(["namespace"]),
});
const LabelCostQueryObject = z.strictObject({
  ...costFields,
  ...viewFields,
  ...namespaceLabelsField,
  name: LabelNameSchema,
});
const { sort: _sort, ...unsortedFields } = costFields;
const TimeseriesQueryObject = z.strictObject({
  ...unsortedFields,
  ...idleViewFields,
  ...sharedThingsFields,
  ...namespaceLabelsField,
  step: z.enum(STEPS).default("day"),
  aggregate: AggregateSchema.default([]),
});

const ExplainQueryObject = z.strictObject({
  ...windowFields,
  ...filterFields,
  condense: z.boolean().default(false),
  currency: costFields.currency,
});
const CompareQueryObject = z.strictObject({
  ...unsortedFields,
  ...namespaceLabelsField,
  beforeWindow: windowFields.window,
  beforeStart: windowFields.start,
  beforeEnd: windowFields.end,
  aggregate: AggregateSchema.default(["namespace"]),
});

/** What a cost question is once it has been read: names in lists, defaults filled in. */
export type CostQuestion = z.output<typeof CostQueryObject>;
export type PodMetricsQuestion = z.output<typeof PodMetricsQueryObject>;
export type CostWithIdleQuestion = z.output<typeof CostWithIdleQueryObject>;
export type AllocationQuestion = z.output<typeof AllocationQueryObject>;
export type LabelCostQuestion = z.output<typeof LabelCostQueryObject>;
export type ExplainQuestion = z.output<typeof ExplainQueryObject>;
export type CompareQuestion = z.output<typeof CompareQueryObject>;
export type TimeseriesQuestion = z.output<typeof TimeseriesQueryObject>;

// Every field may be left out, and so may the whole question.
export const CostQuerySchema: z.ZodType<CostQuestion, CostQuery | undefined> = CostQueryObject.prefault({});
export const PodMetricsQuerySchema: z.ZodType<PodMetricsQuestion, PodMetricsQuery | undefined> =
  PodMetricsQueryObject.prefault({});
export const CostWithIdleQuerySchema: z.ZodType<CostWithIdleQuestion, CostWithIdleQuery | undefined> =
  CostWithIdleQueryObject.prefault({});
export const AllocationQuerySchema: z.ZodType<AllocationQuestion, AllocationQuery | undefined> =
  AllocationQueryObject.prefault({});
export const CompareQuerySchema: z.ZodType<CompareQuestion, CompareQuery | undefined> =
  CompareQueryObject.prefault({});
export const ExplainQuerySchema: z.ZodType<ExplainQuestion, ExplainQuery | undefined> =
  ExplainQueryObject.prefault({});
export const LabelCostQuerySchema: z.ZodType<LabelCostQuestion, LabelCostQuery> = LabelCostQueryObject;
export const TimeseriesQuerySchema: z.ZodType<TimeseriesQuestion, TimeseriesQuery | undefined> =
  TimeseriesQueryObject.prefault({});
