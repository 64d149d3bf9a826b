import type { Instant } from "@kubecent/shared";
import { type CollectedCluster, type CollectedHour, collectHour } from "./collect-hour.ts";

/** Hours observed at a time: while one is being written, the next ones are on their way. */
const HOURS_AT_A_TIME = 3;
/** So many failures in a row mean that the source is down, not that one hour is odd. */
const FAILURES_IN_A_ROW = 4;

/** How a run over many hours ended. */
export interface CollectionOutcome {
  readonly written: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Hours that were not tried, because the source seems to be down or the run was stopped. */
  readonly skipped: number;
}

interface HourListener {
  readonly onHour: (hour: CollectedHour) => void;
  readonly onFailure: (hour: Instant, error: unknown) => void;
}

/**
 * Collects hours in their order, a few at a time. A failed hour never blocks the next; when several fail
 * in a row the rest is left for later. Never throws: failures go to the listener.
 */
export async function collectHours(
  cluster: CollectedCluster,
  hours: readonly Instant[],
  listener: HourListener,
  signal: AbortSignal,
): Promise<CollectionOutcome> {
  const run = { next: 0, written: 0, unchanged: 0, failed: 0, failuresInARow: 0 };
  const collectNext = async (hour: Instant): Promise<void> => {
    try {
      const collected = await collectHour(cluster, hour, signal);
      run[collected.outcome]++;
      run.failuresInARow = 0;
      listener.onHour(collected);
    } catch (error) {
      if (signal.aborted) return;
      run.failed++;
      run.failuresInARow++;
      listener.onFailure(hour, error);
    }
  };
  const worker = async (): Promise<void> => {
    while (!signal.aborted && run.failuresInARow < FAILURES_IN_A_ROW) {
      const hour = hours[run.next++];
      if (hour === undefined) return;
      await collectNext(hour);
    }
  };
  await Promise.all(Array.from({ length: HOURS_AT_A_TIME }, worker));
  const { written, unchanged, failed } = run;
  return { written, unchanged, failed, skipped: hours.length - written - unchanged - failed };
}
