import type { PackingTask } from "./task.ts";

/**
 * How far replicas have to stand apart, for no series tells of affinity: not at all (`free`); no two on one node where no two are
 * on one today (`apart`); no more on one node than there are on any today (`kept`). Each allows less than the one before it.
 */
export const SPREADS = ["free", "apart", "kept"] as const;
export type Spread = (typeof SPREADS)[number];

/** How many replicas of a workload one node may have. */
export function mostTogether(task: PackingTask, spread: Spread): (workload: string) => number {
  return (workload) => {
    const today = task.together.get(workload) ?? 1;
    const isBound = spread === "kept" || (spread === "apart" && today === 1);
    return isBound ? today : Number.POSITIVE_INFINITY;
  };
}
