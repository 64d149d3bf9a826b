import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "@kubecent/shared";
import { type CollectedCluster, type CollectedHour, collectHour } from "./collect-hour.ts";
import { isLive } from "../domain/windows/due.ts";
import { runAtOnce } from "./run-work.ts";
import { createHourTurns } from "./turns/hour-turns.ts";

/** Hours of a cluster that are observed at a time: while one is being written, the next ones are on their way. */
const HOURS_AT_A_TIME = 3;
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
 * Collects hours in their order, a few at a time, each when its turn has come. A failed hour never blocks the next; when several fail
 * in a row the rest is left for later. Never throws: failures go to `onFailure`.
 */
export async function collectHours(
  cluster: CollectedCluster,
  hours: readonly Instant[],
  { onHour, onFailure, signal }: HoursOptions,
): Promise<CollectionOutcome> {
  const { clusterId, collecting = runAtOnce, turns = createHourTurns() } = cluster;
  const told = Promise.withResolvers<void>();
  const run = { next: 0, written: 0, unchanged: 0, failed: 0, failuresInARow: 0 };
  const collectNext = async (hour: Instant): Promise<void> => {
    try {
      const asked = { clusterId, isLive: isLive(hour, cluster.now()), signal };
      const collected = await turns.run(asked, (onObserved) =>
        collecting(() => collectHour({ ...cluster, onObserved }, hour, signal)),
      );
      run[collected.outcome]++;
      run.failuresInARow = 0;
      told.resolve();
      onHour(collected);
    } catch (error) {
      if (signal.aborted) return;
      run.failed++;
      run.failuresInARow++;
      told.resolve();
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
  await Promise.race([told.promise, first, sleep(FIRST_HOUR_MS, undefined, { ref: false })]);
  await Promise.all([first, ...Array.from({ length: HOURS_AT_A_TIME - 1 }, worker)]);
  const { written, unchanged, failed } = run;
  return { written, unchanged, failed, skipped: hours.length - written - unchanged - failed };
}
