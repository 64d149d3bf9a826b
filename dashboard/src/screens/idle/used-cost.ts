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

/** CPU or memory of a workload: what it cost, and in hours what of it was asked for, used and billed. */
export interface TakenResource {
  readonly name: "CPU" | "Memory";
  readonly unit: "core-hours" | "GiB-hours";
  readonly nano: bigint;
  readonly asked: number;
  readonly used: number;
  readonly billed: number;
}

/** The two resources that are asked for and used. */
export function takenResources(figures: Figures): readonly [TakenResource, TakenResource] {
  return [
    {
      name: "CPU",
      unit: "core-hours",
      nano: parseNano(figures.cpuCost),
      asked: figures.cpuRequestCoreHours,
      used: figures.cpuUsageCoreHours,
      billed: figures.cpuCoreHours,
    },
    {
      name: "Memory",
      unit: "GiB-hours",
      nano: parseNano(figures.ramCost),
      asked: figures.ramRequestGibHours,
      used: figures.ramUsageGibHours,
      billed: figures.ramGibHours,
    },
  ];
}

/**
 * Splits what a workload paid by how much of its billed hours it used, at its own price. Billed is the greater of request and
 * usage in every minute, so what is billed and not used was asked for.
 */
export function usedCostOf(figures: Figures): UsedCost {
  const resources = takenResources(figures);
  const sum = (read: (resource: TakenResource) => bigint): bigint =>
    resources.reduce((so, resource) => so + read(resource), 0n);
  const paid = sum(({ nano }) => nano);
  const used = sum((resource) => takenNano(resource, "used"));
  return { paid, used, unused: paid - used, asked: sum((resource) => takenNano(resource, "asked")) };
}

/** The share is rounded to a billionth, the amount down to a nano. */
const SHARES = 1_000_000_000;

/** What of a resource's cost was asked for, or used. */
export function takenNano({ nano, billed, ...hours }: TakenResource, which: "asked" | "used"): bigint {
  if (billed <= 0) return 0n;
  const share = Math.min(1, Math.max(0, hours[which] / billed));
  return (nano * BigInt(Math.round(share * SHARES))) / BigInt(SHARES);
}
