import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { TimeWindow } from "../../prometheus/time/stretches.ts";
import type { Allocation } from "../answers/allocation-answer.ts";

/** When a container ran within the hour. */
export interface RunTime extends TimeWindow {
  /** By how much that is longer than OpenCost says, whose quantities are to grow by as much. */
  readonly growth: number;
}

/**
 * When each container ran. `lostStepMs` is the part of the hour's start that OpenCost never sees: what it saw at
 * its first look had been running since the hour began.
 */
export function runTimes(
  containers: readonly Allocation[],
  hour: Instant,
  lostStepMs: number,
): Map<Allocation, RunTime> {
  const first = containers.reduce(
    (earliest, { start }) => Math.min(earliest, start),
    Number.POSITIVE_INFINITY,
  );
  const isLost = lostStepMs > 0 && first > hour && first - hour <= lostStepMs;
  return new Map(
    containers.flatMap((container): [Allocation, RunTime][] => {
      const start = Math.max(hour, container.start);
      const end = Math.min(hour + HOUR_MS, container.end);
      // Now and then OpenCost writes a pod that ended years before it began; its quantities are as wild.
      if (!(start < end)) return [];
      const from = isLost && container.start === first ? hour : start;
      return [[container, { start: from, end, growth: (end - from) / (end - start) }]];
    }),
  );
}
