import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "@kubecent/shared";
import { type CollectedCluster, type CollectedHour, collectHour } from "./collect-hour.ts";
import { runAtOnce } from "./run-work.ts";

/** Hours observed at a time: while one is being written, the next ones are on their way. */
const HOURS_AT_A_TIME = 3;
/** Rows of all hours at a time, which are in memory: those of 20,000 containers take 150 MB. */
const ROWS_AT_A_TIME = 40_000;
/** The other hours begin when the first has told how large an hour is, or has not done so in this time, which a large one needs. */
const FIRST_HOUR_MS = 60_000;
/** This many failures in a row mean that the source is down, not that one hour is odd. */
const FAILURES_IN_A_ROW = 4;

/** How a run over many hours ended. */
export interface CollectionOutcome {
  readonly written: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Hours that were not tried, because the source seems to be down or the run was stopped. */
  readonly skipped: number;
}

interface HoursOptions {
  readonly signal: AbortSignal;
  readonly onHour: (hour: CollectedHour) => void;
  readonly onFailure: (hour: Instant, error: unknown) => void;
}

/**
 * Collects hours in their order, a few at a time. A failed hour never blocks the next; when several fail
 * in a row the rest is left for later. Never throws: failures go to `onFailure`.
 */
export async function collectHours(
  cluster: CollectedCluster,
  hours: readonly Instant[],
  { onHour, onFailure, signal }: HoursOptions,
): Promise<CollectionOutcome> {
  const { collecting = runAtOnce } = cluster;
  const told = Promise.withResolvers<number>();
  const run = { next: 0, written: 0, unchanged: 0, failed: 0, failuresInARow: 0 };
  const collectNext = async (hour: Instant): Promise<void> => {
    try {
      const collected = await collecting(() => collectHour(cluster, hour, signal));
      run[collected.outcome]++;
      run.failuresInARow = 0;
      told.resolve(collected.rowCount);
      onHour(collected);
    } catch (error) {
      if (signal.aborted) return;
      run.failed++;
      run.failuresInARow++;
      told.resolve(0);
      onFailure(hour, error);
    }
  };
  const worker = async (): Promise<void> => {
    while (!signal.aborted && run.failuresInARow < FAILURES_IN_A_ROW) {
      const hour = hours[run.next++];
      if (hour === undefined) return;
      await collectNext(hour);
    }
  };
  const first = worker();
  const rowCount = await Promise.race([
    told.promise,
    first.then(() => 0),
    sleep(FIRST_HOUR_MS, 0, { ref: false }),
  ]);
  await Promise.all([first, ...Array.from({ length: hoursAtATime(rowCount) - 1 }, worker)]);
  const { written, unchanged, failed } = run;
  return { written, unchanged, failed, skipped: hours.length - written - unchanged - failed };
}

/** How many hours are collected at a time, by the rows that one hour has; 0 rows where that is not known. */
export function hoursAtATime(rowCount: number): number {
  if (rowCount === 0) return HOURS_AT_A_TIME;
  return Math.min(HOURS_AT_A_TIME, Math.max(1, Math.floor(ROWS_AT_A_TIME / rowCount)));
}
