import { setTimeout as sleep } from "node:timers/promises";
import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import type { Gauge } from "../../http/process-metrics.ts";
import { countBudgets } from "../../store/budgets/stored-budgets.ts";
import { readAllStatuses, type StoredStatus } from "../../store/queries/clusters/cluster-status.ts";

/** How often the database is asked, no matter how often the metrics are read. */
const LOOK_EVERY_MS = 15_000;
/** A cluster without a sign of collecting for this long, while another has one, is no longer collected. */
const RETIRED_AFTER_MS = 3 * HOUR_MS;
const SECONDS_PER_HOUR = 3_600;

interface ProgressOptions {
  readonly database: Database;
  readonly now: () => Instant;
  /** The clusters that this process collects; none where another one does, and only the database can tell. */
  readonly clusterIds: readonly number[];
  readonly lookEveryMs?: number;
}

/** How late the stored numbers are, as every process can tell, whether it collects or not. */
interface StoredProgress {
  readonly gauges: readonly Gauge[];
  stop(): Promise<void>;
}

/** Begins to look; it has looked once when this returns. */
export async function followStoredProgress(options: ProgressOptions): Promise<StoredProgress> {
  const { database, now, clusterIds, lookEveryMs = LOOK_EVERY_MS } = options;
  const begunAt = now();
  const known: KnownProgress = { isUp: false, statuses: [], budgets: 0 };
  const look = async (): Promise<void> => {
    try {
      const statuses = await readAllStatuses(database);
      const budgets = await countBudgets(database);
      Object.assign(known, { isUp: true, statuses: collectedOf(statuses, clusterIds), budgets });
    } catch {
      // What was known goes on to count: numbers grow late while the database is away.
      known.isUp = false;
    }
  };
  await look();
  const stopping = new AbortController();
  const looking = repeat(look, lookEveryMs, stopping.signal);
  return {
    gauges: progressGauges(known, () =>
      greatestLateness(known.statuses, { now: now(), begunAt, clusterIds }),
    ),
    stop: async () => {
      stopping.abort();
      await looking;
    },
  };
}

/** What the last look found. */
interface KnownProgress {
  isUp: boolean;
  statuses: readonly StoredStatus[];
  budgets: number;
}

function progressGauges(known: Readonly<KnownProgress>, lateMs: () => number): Gauge[] {
  return [
    {
      name: "kubecent_database_up",
      help: "Whether the database answered when it was last asked, at most 15 s ago (1), or not (0).",
      read: () => (known.isUp ? 1 : 0),
    },
    {
      name: "kubecent_collecting_late_seconds",
      help: "How much of the newest hours is missing in the cluster that is furthest behind; 0 while all due hours are stored.",
      read: () => lateMs() / 1_000,
    },
    {
      name: "kubecent_collecting_least_coverage_ratio",
      help: "Share of the newest stored hour that was seen, in the cluster where it is least; no number without hours.",
      read: () => leastCoverage(known.statuses),
    },
    {
      name: "kubecent_collecting_due_hours",
      help: "Hours of all clusters that are due and were not collected yet when their collector last said so.",
      read: () => known.statuses.reduce((sum, { done, total }) => sum + Math.max(0, total - done), 0),
    },
    {
      name: "kubecent_budgets",
      help: "How many budgets there are. How they stand is on /metrics/costs, behind a token.",
      read: () => known.budgets,
    },
  ];
}

/**
 * The clusters that are collected. Where this process cannot know, those that had a sign of collecting about when the
 * last one had: a cluster that was taken out of the settings is not late, and all are where nobody collects.
 */
export function collectedOf(
  statuses: readonly StoredStatus[],
  clusterIds: readonly number[],
): readonly StoredStatus[] {
  if (clusterIds.length > 0) return statuses.filter(({ clusterId }) => clusterIds.includes(clusterId));
  const last = Math.max(...statuses.map(lastSign));
  return statuses.filter((status) => last - lastSign(status) <= RETIRED_AFTER_MS);
}

function lastSign({ startedAt, error, lastCollectedAt }: StoredStatus): Instant {
  return Math.max(startedAt ?? 0, error?.at ?? 0, lastCollectedAt ?? 0);
}

interface Moment {
  readonly now: Instant;
  /** Since when a cluster without any hour is waited for, as far as this process knows. */
  readonly begunAt: Instant;
  readonly clusterIds: readonly number[];
}

/** In milliseconds, over all clusters. */
export function greatestLateness(
  statuses: readonly StoredStatus[],
  { now, begunAt, clusterIds }: Moment,
): number {
  const ends = statuses.map(({ newestHour }) => (newestHour === null ? begunAt : newestHour + HOUR_MS));
  const isUnknown = clusterIds.some((id) => statuses.every(({ clusterId }) => clusterId !== id));
  if (isUnknown) ends.push(begunAt);
  return Math.max(0, ...ends.map((end) => lastDueEnd(now) - end));
}

function leastCoverage(statuses: readonly StoredStatus[]): number {
  const ratios = statuses.flatMap(({ lastSeenSeconds: seen }) =>
    seen === null ? [] : [seen / SECONDS_PER_HOUR],
  );
  return ratios.length === 0 ? Number.NaN : Math.min(...ratios);
}

async function repeat(look: () => Promise<void>, everyMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    await look();
  }
}
