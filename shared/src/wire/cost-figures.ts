import * as z from "zod";

/** Money of a row, in the order in which it is written. `totalCost` is the sum of those before it. */
export const MONEY_COLUMNS = [
  "cpuCost",
  "ramCost",
  "gpuCost",
  "volumeCost",
  "networkCost",
  "loadBalancerCost",
  "sharedCost",
  "idleCost",
  "totalCost",
] as const;
export type MoneyColumn = (typeof MONEY_COLUMNS)[number];

/** Quantities of a row: what was billed, requested and used. */
export const QUANTITY_COLUMNS = [
  "cpuCoreHours",
  "cpuRequestCoreHours",
  "cpuUsageCoreHours",
  "ramGibHours",
  "ramRequestGibHours",
  "ramUsageGibHours",
  "gpuHours",
  "volumeGibHours",
] as const;
export type QuantityColumn = (typeof QUANTITY_COLUMNS)[number];

/** Share of what was requested that was used; null where nothing was requested. */
export const EFFICIENCY_COLUMNS = ["cpuEfficiency", "ramEfficiency", "efficiency"] as const;

/** What a row of cost holds beside its keys. Money is a decimal string with nine places. */
export interface CostFigures {
  /** Decimal string, nine places, in the answer's currency. */
  cpuCost: string;
  /** Decimal string, nine places, in the answer's currency. */
  ramCost: string;
  /** Decimal string, nine places, in the answer's currency. */
  gpuCost: string;
  /** Decimal string, nine places, in the answer's currency. */
  volumeCost: string;
  /** Decimal string, nine places, in the answer's currency. */
  networkCost: string;
  /** Decimal string, nine places, in the answer's currency. */
  loadBalancerCost: string;
  /** Share of what serves all; the fee itself in the row `__fee__`, what nobody bears in `__shared__`. */
  sharedCost: string;
  /** Cost of what no allocation used. */
  idleCost: string;
  /** Sum of all costs above. */
  totalCost: string;
  /** Billed: the greater of request and usage, minute by minute. */
  cpuCoreHours: number;
  cpuRequestCoreHours: number;
  cpuUsageCoreHours: number;
  /** Billed: the greater of request and usage, minute by minute. */
  ramGibHours: number;
  ramRequestGibHours: number;
  ramUsageGibHours: number;
  gpuHours: number;
  volumeGibHours: number;
  /** Used over requested; null where nothing was requested. */
  cpuEfficiency: number | null;
  /** Used over requested; null where nothing was requested. */
  ramEfficiency: number | null;
  /** Both, weighted by what the CPU and the memory cost; null where nothing was requested. */
  efficiency: number | null;
}

const money = z.string();
const quantity = z.number();
const ratio = z.number().nullable();

/** The columns of `CostFigures`, to be spread into a row's schema. */
export const costFigureFields = {
  cpuCost: money,
  ramCost: money,
  gpuCost: money,
  volumeCost: money,
  networkCost: money,
  loadBalancerCost: money,
  sharedCost: money,
  idleCost: money,
  totalCost: money,
  cpuCoreHours: quantity,
  cpuRequestCoreHours: quantity,
  cpuUsageCoreHours: quantity,
  ramGibHours: quantity,
  ramRequestGibHours: quantity,
  ramUsageGibHours: quantity,
  gpuHours: quantity,
  volumeGibHours: quantity,
  cpuEfficiency: ratio,
  ramEfficiency: ratio,
  efficiency: ratio,
};

export const CostFiguresSchema: z.ZodType<CostFigures> = z.object(costFigureFields);
