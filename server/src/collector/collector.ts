import { errorMessage, type Instant, MINUTE_MS } from "@kubecent/shared";
import { pause } from "./pause.ts";
import { lastDueEnd, nextDueAt } from "../domain/windows/due.ts";
import { readStoredHours, saveCollectionError, saveProgress } from "../store/collecting/collection.ts";
import type { CollectedCluster, CollectedHour } from "./collect-hour.ts";
import { collectHours, type CollectionOutcome } from "./collect-hours.ts";
import { dueHours } from "./due-hours.ts";
import { trustedNow } from "./trusted-now.ts";
import { storableText } from "./names/clean-name.ts";

/** Longest wait before looking again: a clock that jumps, or a sleep of the machine, is noticed by then. */
const LONGEST_WAIT_MS = MINUTE_MS;
const FIRST_RETRY_MS = 5_000;
const SAVE_PROGRESS_EVERY_MS = 1_000;

/** What a collector tells of its work. */
export interface CollectorEvents {
  /** A pass over `total` due hours begins; not called when nothing is due. */
  readonly onStart: (total: number) => void;
  readonly onProgress: (done: number, total: number) => void;
  /** An hour is stored. */
  readonly onHour?: (hour: CollectedHour) => void;
  readonly onEnd: (outcome: CollectionOutcome) => void;
  /** A look for due hours is over, whether any were due or not; not good where something has to be tried again. */
  readonly onLooked?: (isGood: boolean) => void;
  readonly onFailure: (hour: Instant | null, error: unknown) => void;
  /** Another clock differs from ours by half a minute or more. */
  readonly onClockSkew?: (whose: string, skewMs: number) => void;
}

/**
 * Collects a cluster's due hours for as long as the signal lets it: at once whatever is missing, then each
 * hour when it is due. A server that was stopped for a while catches up by itself.
 */
export async function runCollector(
  cluster: CollectedCluster,
  events: CollectorEvents,
  signal: AbortSignal,
): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const complete = await collectDue(cluster, events, signal);
    if (!signal.aborted) events.onLooked?.(complete);
    retryMs = complete ? FIRST_RETRY_MS : Math.min(retryMs * 2, LONGEST_WAIT_MS);
    await pause(complete ? untilNextDue(cluster.now()) : retryMs, signal);
  }
}

/** Collects what is due now. Returns false when something failed and is to be tried again soon. */
async function collectDue(
  cluster: CollectedCluster,
  events: CollectorEvents,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const hours = await findDue(cluster, events, signal);
    if (hours.length === 0) return true;

    const outcome = await collectPass(cluster, hours, { ...events, signal });
    return outcome.failed === 0 && outcome.skipped === 0;
  } catch (error) {
    if (!signal.aborted) await reportFailure(cluster, { hour: null, error }, events);
    return false;
  }
}

async function findDue(
  cluster: CollectedCluster,
  { onClockSkew = () => undefined }: CollectorEvents,
  signal: AbortSignal,
): Promise<Instant[]> {
  const now = await trustedNow(cluster, onClockSkew, signal);
  const remembered = await cluster.source.earliestHour(signal);
  if (remembered === null) return [];
  const earliest = Math.max(remembered, cluster.keptSince?.(now) ?? remembered);

  const stored = await readStoredHours(cluster.database, cluster.clusterId, {
    start: earliest,
    end: lastDueEnd(now),
  });
  return dueHours({ now, earliest, stored, forgets: cluster.source.kind !== "demo" });
}

async function collectPass(
  cluster: CollectedCluster,
  hours: readonly Instant[],
  { signal, ...events }: CollectorEvents & { readonly signal: AbortSignal },
): Promise<CollectionOutcome> {
  const startedAt = cluster.now();
  let done = 0;
  let savedAt = startedAt;
  const save = (): Promise<void> =>
    saveProgress(cluster.database, cluster.clusterId, { startedAt, done, total: hours.length });
  const reports: Promise<void>[] = [];
  events.onStart(hours.length);
  await save();
  const outcome = await collectHours(cluster, hours, {
    signal,
    onHour: (hour) => {
      done++;
      events.onHour?.(hour);
      events.onProgress(done, hours.length);
      if (cluster.now() - savedAt < SAVE_PROGRESS_EVERY_MS) return;
      savedAt = cluster.now();
      // Progress is only shown: when it cannot be saved, saving the hours fails too and is reported.
      save().catch(() => undefined);
    },
    onFailure: (hour, error) => {
      reports.push(reportFailure(cluster, { hour, error }, events));
    },
  });
  await Promise.all(reports);
  if (!signal.aborted) await finishPass(cluster, outcome, save);
  events.onEnd(outcome);
  return outcome;
}

async function finishPass(
  cluster: CollectedCluster,
  outcome: CollectionOutcome,
  save: () => Promise<void>,
): Promise<void> {
  await save();
  const recovered = outcome.failed === 0 && outcome.written + outcome.unchanged > 0;
  if (recovered) await saveCollectionError(cluster.database, cluster.clusterId, null);
}

/** Tells of a failure, in the events and in the cluster's status. Never throws. */
async function reportFailure(
  cluster: CollectedCluster,
  { hour, error }: { readonly hour: Instant | null; readonly error: unknown },
  events: Pick<CollectorEvents, "onFailure">,
): Promise<void> {
  events.onFailure(hour, error);
  // A source's answer may stand in it.
  const message = storableText(errorMessage(error));
  try {
    await saveCollectionError(cluster.database, cluster.clusterId, { at: cluster.now(), hour, message });
  } catch {
    // When it is the database that is away, the log has what its own table cannot be told.
  }
}

function untilNextDue(now: Instant): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(1_000, nextDueAt(now) - now));
}
