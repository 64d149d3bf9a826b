import * as z from "zod";
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
  spot: boolean;
  /** Null where the caller sees some namespaces alone of the node's cluster; in totals, of any of them. */
  cpuCapacityCoreHours: number | null;
  ramCapacityGibHours: number | null;
  gpuCapacityHours: number | null;
}

/** What a pod requested and used. */
export interface PodMetricsRow extends UsageFigures {
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

/** Totals over nodes: a node's figures without what names it. */
export type NodeMetricsTotals = Omit<NodeMetricsRow, "cluster" | "node" | "instanceType" | "pool" | "spot">;

function metricsAnswer<Row, Totals>(
  row: z.ZodType<Row>,
  totals: z.ZodType<Totals>,
): z.ZodType<MetricsAnswer<Row, Totals>> {
  return z.object({
    window: AnswerWindowSchema,
    coverage: CoverageSchema,
    dataVersion: z.string(),
    rows: z.array(row),
    totals,
    nextCursor: z.string().nullable(),
  });
}

export const NodeMetricsAnswerSchema: z.ZodType<MetricsAnswer<NodeMetricsRow, NodeMetricsTotals>> =
  metricsAnswer(
    z.object({
      cluster: text,
      node: text,
      instanceType: text,
      pool: text,
      spot: z.boolean(),
      ...usageFields,
      ...capacityFields,
    }),
    z.object({ ...usageFields, ...capacityFields }),
  );
export const PodMetricsAnswerSchema: z.ZodType<MetricsAnswer<PodMetricsRow>> = metricsAnswer(
  z.object({ cluster: text, namespace: text, pod: text, uid: text, node: text, ...usageFields }),
  z.object(usageFields),
);
