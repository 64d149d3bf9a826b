import type { CostFigures } from "@kubecent/shared";
import { parseNano } from "@kubecent/shared/money";

/** What of a workload's CPU and memory was used, in nano-units. `paid` is exactly `used` + `unused`. */
export interface UsedCost {
  /** What its CPU and memory cost: by the greater of request and usage. */
  readonly paid: bigint;
  readonly used: bigint;
  /** What it asked for and did not use. */
  readonly unused: bigint;
  /** What its requests alone would have cost. */
  readonly asked: bigint;
}

type Figures = Pick<
  CostFigures,
  | "cpuCost"
  | "ramCost"
  | "cpuCoreHours"
  | "cpuRequestCoreHours"
  | "cpuUsageCoreHours"
  | "ramGibHours"
  | "ramRequestGibHours"
  | "ramUsageGibHours"
>;

/**
 * Splits what a workload paid by how much of its billed hours it used, at its own price. Billed is the greater of request and
 * usage in every minute, so what is billed and not used was asked for.
 */
export function usedCostOf(figures: Figures): UsedCost {
  const [cpu, ram] = [parseNano(figures.cpuCost), parseNano(figures.ramCost)];
  const used =
    partOf(cpu, figures.cpuUsageCoreHours, figures.cpuCoreHours) +
    partOf(ram, figures.ramUsageGibHours, figures.ramGibHours);
  const asked =
    partOf(cpu, figures.cpuRequestCoreHours, figures.cpuCoreHours) +
    partOf(ram, figures.ramRequestGibHours, figures.ramGibHours);
  return { paid: cpu + ram, used, unused: cpu + ram - used, asked };
}

/** The share is rounded to a billionth, the amount down to a nano. */
const SHARES = 1_000_000_000;

function partOf(nano: bigint, hours: number, billedHours: number): bigint {
  if (billedHours <= 0) return 0n;
  const share = Math.min(1, Math.max(0, hours / billedHours));
  return (nano * BigInt(Math.round(share * SHARES))) / BigInt(SHARES);
}

const HOUR_MS = 3_600_000;
/** A month of the average year. */
export const HOURS_PER_MONTH = 730;

/** What an amount comes to in a month at the window's pace. */
export function monthlyOf(nano: bigint, windowMs: number): bigint {
  return windowMs <= 0 ? 0n : (nano * BigInt(HOURS_PER_MONTH * HOUR_MS)) / BigInt(windowMs);
}
