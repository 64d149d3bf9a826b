import * as z from "zod";
import { CAPACITY_TYPES, type CapacityType } from "./identity.ts";
import { type AnswerWindow, AnswerWindowSchema, type Coverage, CoverageSchema } from "./window.ts";

/** What was billed, requested and used, without money. */
export interface UsageFigures {
  /** The greater of request and usage, minute by minute. */
  cpuCoreHours: number;
  cpuRequestCoreHours: number;
  cpuUsageCoreHours: number;
  ramGibHours: number;
  ramRequestGibHours: number;
  ramUsageGibHours: number;
  gpuHours: number;
  /** Used over requested; null where nothing was requested. */
  cpuEfficiency: number | null;
  ramEfficiency: number | null;
}

/** What a node had, and what its pods requested and used of it. */
export interface NodeMetricsRow extends UsageFigures {
  cluster: string;
  node: string;
  instanceType: string;
  pool: string;
  /** Whether `capacityType` is `spot`. */
  spot: boolean;
  capacityType: CapacityType;
  /** Null where the caller sees some namespaces alone of the node's cluster; in totals, of any of them. */
  cpuCapacityCoreHours: number | null;
  ramCapacityGibHours: number | null;
  gpuCapacityHours: number | null;
}

/**
 * How a pod's usage was spread over the minutes in which it ran and was measured: half of them, and 95 %, lay at or
 * below. Null where no minutes are known.
 */
export interface UsageQuantiles {
  cpuUsageCoresP50: number | null;
  cpuUsageCoresP95: number | null;
  cpuUsageCoresMax: number | null;
  ramUsageGibP50: number | null;
  ramUsageGibP95: number | null;
  ramUsageGibMax: number | null;
}

/** Which time quantiles are of, and how exact they are. */
export interface QuantilesHead {
  /** The window, widened to whole UTC days where it begins or ends in one that is kept by the day alone. */
  start: string;
  end: string;
  /** The share of itself by which a quantile may be off; a maximum is not. */
  relativeError: number;
}

/** What a pod requested and used; the quantiles where they were asked for. */
export interface PodMetricsRow extends UsageFigures, Partial<UsageQuantiles> {
  cluster: string;
  namespace: string;
  pod: string;
  uid: string;
  node: string;
}

/** An answer in quantities. `totals` are over all pages. */
export interface MetricsAnswer<Row, Totals = UsageFigures> {
  window: AnswerWindow;
  coverage: Coverage;
  dataVersion: string;
  rows: Row[];
  totals: Totals;
  nextCursor: string | null;
}

/** What pods requested and used; `quantiles` where they were asked for. */
export interface PodMetricsAnswer extends MetricsAnswer<PodMetricsRow> {
  quantiles?: QuantilesHead;
}

const text = z.string();
const quantity = z.number();
const ratio = z.number().nullable();
/** Null where the caller may not be told: they see a part of the cluster. */
const wholeQuantity = z.number().nullable();

const usageFields = {
  cpuCoreHours: quantity,
  cpuRequestCoreHours: quantity,
  cpuUsageCoreHours: quantity,
  ramGibHours: quantity,
  ramRequestGibHours: quantity,
  ramUsageGibHours: quantity,
  gpuHours: quantity,
  cpuEfficiency: ratio,
  ramEfficiency: ratio,
};
const capacityFields = {
  cpuCapacityCoreHours: wholeQuantity,
  ramCapacityGibHours: wholeQuantity,
  gpuCapacityHours: wholeQuantity,
};

const answerFields = {
  window: AnswerWindowSchema,
  coverage: CoverageSchema,
  dataVersion: z.string(),
  nextCursor: z.string().nullable(),
};

/** Totals over nodes: a node's figures without what names it. */
export type NodeMetricsTotals = Omit<
  NodeMetricsRow,
  "cluster" | "node" | "instanceType" | "pool" | "spot" | "capacityType"
>;

function metricsAnswer<Row, Totals>(
  row: z.ZodType<Row>,
  totals: z.ZodType<Totals>,
): z.ZodType<MetricsAnswer<Row, Totals>> {
  return z.object({ ...answerFields, rows: z.array(row), totals });
}

export const NodeMetricsAnswerSchema: z.ZodType<MetricsAnswer<NodeMetricsRow, NodeMetricsTotals>> =
  metricsAnswer(
    z.object({
      cluster: text,
      node: text,
      instanceType: text,
      pool: text,
      spot: z.boolean(),
      capacityType: z.enum(CAPACITY_TYPES),
      ...usageFields,
      ...capacityFields,
    }),
    z.object({ ...usageFields, ...capacityFields }),
  );
const quantile = z.number().nullable().exactOptional();
export const PodMetricsAnswerSchema: z.ZodType<PodMetricsAnswer> = z.object({
  ...answerFields,
  rows: z.array(
    z.object({
      cluster: text,
      namespace: text,
      pod: text,
      uid: text,
      node: text,
      ...usageFields,
      cpuUsageCoresP50: quantile,
      cpuUsageCoresP95: quantile,
      cpuUsageCoresMax: quantile,
      ramUsageGibP50: quantile,
      ramUsageGibP95: quantile,
      ramUsageGibMax: quantile,
    }),
  ),
  totals: z.object(usageFields),
  quantiles: z.object({ start: text, end: text, relativeError: z.number() }).exactOptional(),
});
