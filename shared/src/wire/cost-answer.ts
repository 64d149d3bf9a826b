import * as z from "zod";
import { type CostFigures, CostFiguresSchema, costFigureFields } from "./cost-figures.ts";
import { CAPACITY_TYPES, type CapacityType } from "./identity.ts";
import { type AnswerWindow, AnswerWindowSchema, type Coverage, CoverageSchema } from "./window.ts";

export const PRICE_SOURCES = [
  "custom",
  "exporter",
  "karpenter",
  "list",
  "estimate",
  "default",
  "none",
] as const;
/**
 * Where a price came from: a price list of one's own, the cluster's exporter, Karpenter's estimate, the cloud's list of on-demand
 * prices, an estimate by that list, or our defaults (a guess). What is `none` is not priced: it costs nothing in sums, and is not free.
 */
export type PriceSource = (typeof PRICE_SOURCES)[number];

/**
 * Share of the answer's cost by the source of its prices; sources without a share are left out. What is not priced makes no cost:
 * `none` is its share of the answer's core-hours, beside the others, which add up to 1 by themselves.
 */
export type PriceSourceShares = { [source in PriceSource]?: number | undefined };

/** An answer in money. `totals` are over all pages. */
export interface MoneyAnswer<Row, Totals = CostFigures> {
  window: AnswerWindow;
  /** ISO 4217 code of every amount in the answer. */
  currency: string;
  coverage: Coverage;
  /** Changes whenever an hour of a cluster in the answer was written anew. */
  dataVersion: string;
  priceSources: PriceSourceShares;
  rows: Row[];
  totals: Totals;
  /** Hand it back as `cursor` for the next page; null on the last one. */
  nextCursor: string | null;
}

/** What a whole cluster cost. Each amount includes idle, unobserved and the fee. */
export interface ClusterCostRow extends CostFigures {
  cluster: string;
  /** Contained in the costs above: nodes, volumes and load balancers in minutes nobody saw. */
  unobservedCost: string;
  /** Contained in `sharedCost`: what the provider takes for running the cluster. */
  feeCost: string;
  /**
   * The same money counted the other way: capacity × time × price of everything there was. Zero where the
   * question is narrowed to namespaces, workloads, pods or labels: assets belong to all of them.
   */
  assetCost: string;
  /** `totalCost` of the window of the same length before this one. */
  previousTotalCost: string;
  changeCost: string;
  /** Change as a share of the previous total; null where that was zero. */
  changeRatio: number | null;
}

/** What a namespace cost; `__idle__`, `__unobserved__` and `__fee__` only where idle is shown or shared. */
export interface NamespaceCostRow extends CostFigures {
  cluster: string;
  namespace: string;
}

/** What a workload cost. Load balancers stand under the kind `Service`. */
export interface WorkloadCostRow extends CostFigures {
  cluster: string;
  namespace: string;
  /** The topmost owner's kind; "" for a bare pod. */
  controllerKind: string;
  controller: string;
}

/** What a pod cost. */
export interface PodCostRow extends CostFigures {
  cluster: string;
  namespace: string;
  pod: string;
  uid: string;
  node: string;
}

/**
 * What a node cost: `totalCost` is allocated + idle + unobserved. Where the question is narrowed to
 * namespaces, workloads, pods or labels it is what those took of the node.
 */
export interface NodeCostRow extends CostFigures {
  cluster: string;
  node: string;
  instanceType: string;
  pool: string;
  /** Whether `capacityType` is `spot`. */
  spot: boolean;
  capacityType: CapacityType;
  /** What pods took of it. */
  allocatedCost: string;
  /** What it cost in minutes nobody saw. */
  unobservedCost: string;
  /** Which machine it was: a name may come back with another one. */
  providerId: string;
}

/** The keys of an allocation that were asked for; what has no name at a key is `__unallocated__`. */
export interface AllocationKeys {
  cluster?: string | undefined;
  namespace?: string | undefined;
  node?: string | undefined;
  controllerKind?: string | undefined;
  controller?: string | undefined;
  pod?: string | undefined;
  container?: string | undefined;
  /** The labels that were asked for, by name. */
  labels?: Record<string, string> | undefined;
}

/** What an allocation cost; `__idle__`, `__unobserved__`, `__fee__` and `__shared__` stand under the first key. */
export interface AllocationRow extends AllocationKeys, CostFigures {}

/** What one value of a label cost; `__unallocated__` for what lacks the label. */
export interface LabelCostRow extends CostFigures {
  label: string;
  value: string;
}

/** What a stretch of time cost: as a whole, or what has the keys that were asked for. */
export interface TimeseriesRow extends AllocationKeys, CostFigures {
  /** Where the stretch begins, UTC. */
  start: string;
}

const text = z.string();

/** An answer about stretches of time without the sources of its prices. */
export type WindowAnswer<Row, Totals> = Omit<MoneyAnswer<Row, Totals>, "priceSources">;

function answerFields<Row, Totals>(row: z.ZodType<Row>, totals: z.ZodType<Totals>) {
  return {
    window: AnswerWindowSchema,
    currency: z.string(),
    coverage: CoverageSchema,
    dataVersion: z.string(),
    rows: z.array(row),
    totals,
    nextCursor: z.string().nullable(),
  };
}

/** The schema of an answer whose rows are not priced each from one source. */
export function windowAnswer<Row, Totals>(
  row: z.ZodType<Row>,
  totals: z.ZodType<Totals>,
): z.ZodType<WindowAnswer<Row, Totals>> {
  return z.object(answerFields(row, totals));
}

/** The schema of an answer in money. */
export function pricedAnswer<Row, Totals>(
  row: z.ZodType<Row>,
  totals: z.ZodType<Totals>,
): z.ZodType<MoneyAnswer<Row, Totals>> {
  return z.object({
    ...answerFields(row, totals),
    priceSources: z.object({
      custom: z.number().optional(),
      exporter: z.number().optional(),
      karpenter: z.number().optional(),
      list: z.number().optional(),
      estimate: z.number().optional(),
      default: z.number().optional(),
      none: z.number().optional(),
    }),
  });
}

const clusterTotalFields = {
  unobservedCost: text,
  feeCost: text,
  assetCost: text,
  previousTotalCost: text,
  changeCost: text,
  changeRatio: z.number().nullable(),
};

/** Totals over clusters: a cluster's row without its name. */
export type ClusterCostTotals = Omit<ClusterCostRow, "cluster">;
/** Totals over nodes: a node's amounts without what names it. */
export type NodeCostTotals = Omit<
  NodeCostRow,
  "cluster" | "node" | "instanceType" | "pool" | "spot" | "capacityType" | "providerId"
>;

export const ClusterCostAnswerSchema: z.ZodType<MoneyAnswer<ClusterCostRow, ClusterCostTotals>> =
  pricedAnswer(
    z.object({ cluster: text, ...costFigureFields, ...clusterTotalFields }),
    z.object({ ...costFigureFields, ...clusterTotalFields }),
  );
export const NamespaceCostAnswerSchema: z.ZodType<MoneyAnswer<NamespaceCostRow>> = pricedAnswer(
  z.object({ cluster: text, namespace: text, ...costFigureFields }),
  CostFiguresSchema,
);
export const WorkloadCostAnswerSchema: z.ZodType<MoneyAnswer<WorkloadCostRow>> = pricedAnswer(
  z.object({ cluster: text, namespace: text, controllerKind: text, controller: text, ...costFigureFields }),
  CostFiguresSchema,
);
export const PodCostAnswerSchema: z.ZodType<MoneyAnswer<PodCostRow>> = pricedAnswer(
  z.object({ cluster: text, namespace: text, pod: text, uid: text, node: text, ...costFigureFields }),
  CostFiguresSchema,
);
const nodeTotalFields = { ...costFigureFields, allocatedCost: text, unobservedCost: text };
export const NodeCostAnswerSchema: z.ZodType<MoneyAnswer<NodeCostRow, NodeCostTotals>> = pricedAnswer(
  z.object({
    cluster: text,
    node: text,
    instanceType: text,
    pool: text,
    spot: z.boolean(),
    capacityType: z.enum(CAPACITY_TYPES),
    ...nodeTotalFields,
    providerId: text,
  }),
  z.object(nodeTotalFields),
);
/** The columns of `AllocationKeys`, to be spread into a row's schema. */
export const allocationKeyFields = {
  cluster: text.optional(),
  namespace: text.optional(),
  node: text.optional(),
  controllerKind: text.optional(),
  controller: text.optional(),
  pod: text.optional(),
  container: text.optional(),
  labels: z.record(z.string(), z.string()).optional(),
};
export const AllocationAnswerSchema: z.ZodType<MoneyAnswer<AllocationRow>> = pricedAnswer(
  z.object({ ...allocationKeyFields, ...costFigureFields }),
  CostFiguresSchema,
);
export const LabelCostAnswerSchema: z.ZodType<MoneyAnswer<LabelCostRow>> = pricedAnswer(
  z.object({ label: text, value: text, ...costFigureFields }),
  CostFiguresSchema,
);
export const TimeseriesAnswerSchema: z.ZodType<MoneyAnswer<TimeseriesRow>> = pricedAnswer(
  z.object({ start: text, ...allocationKeyFields, ...costFigureFields }),
  CostFiguresSchema,
);
