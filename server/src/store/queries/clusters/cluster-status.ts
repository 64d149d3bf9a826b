import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import type { Database } from "../../connection/database.ts";
import { run, sql } from "../../connection/sql.ts";
import { inMoment } from "../../connection/transaction.ts";
import { edgeHours } from "../where/edge-hours.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** How the collection of a cluster is getting on. */
export interface StoredStatus {
  readonly clusterId: number;
  readonly startedAt: Instant | null;
  readonly done: number;
  readonly total: number;
  readonly error: { readonly at: Instant; readonly hour: Instant | null; readonly message: string } | null;
  readonly newestHour: Instant | null;
  readonly lastSeenSeconds: number | null;
  readonly lastCollectedAt: Instant | null;
}

interface ProgressRecord {
  cluster_id: number;
  started_at: Date | null;
  done: number;
  total: number;
  error_at: Date | null;
  error_hour: Date | null;
  error_message: string | null;
}

interface NewestRecord {
  cluster_id: number;
  hour: Date;
  seen_seconds: number;
  collected_at: Date;
}

/**
 * Reads the progress, the last failure and the newest hour of each cluster. Progress and hours are put together here: a full
 * join Citus asks of all servers, whichever clusters are wanted.
 */
export async function readStatuses(
  client: pg.ClientBase,
  clusterIds: readonly number[],
): Promise<StoredStatus[]> {
  const [progress, newest] = await allSettledThenThrow(
    run<ProgressRecord>(client, sql`select * from collection where ${ofClusters(clusterIds)}`),
    run<NewestRecord>(
      client,
      sql`select stored.cluster_id, stored.hour, stored.seen_seconds, stored.collected_at
        from cluster_hour stored join (${edgeHours("last", clusterIds)}) edge using (cluster_id, hour)
        where ${ofClusters(clusterIds)}`,
    ),
  );
  return clusterIds.flatMap((clusterId) => {
    const own = progress.find((each) => each.cluster_id === clusterId);
    const hour = newest.find((each) => each.cluster_id === clusterId);
    return own || hour ? [statusOf(clusterId, own, hour)] : [];
  });
}

function statusOf(
  clusterId: number,
  progress: ProgressRecord | undefined,
  newest: NewestRecord | undefined,
): StoredStatus {
  const { error_at: at = null, error_hour: hour = null, error_message: message = null } = progress ?? {};
  return {
    clusterId,
    startedAt: progress?.started_at?.getTime() ?? null,
    done: progress?.done ?? 0,
    total: progress?.total ?? 0,
    error: at && message !== null ? { at: at.getTime(), hour: hour?.getTime() ?? null, message } : null,
    newestHour: newest?.hour.getTime() ?? null,
    lastSeenSeconds: newest?.seen_seconds ?? null,
    lastCollectedAt: newest?.collected_at.getTime() ?? null,
  };
}

/** The same of every cluster; one that has neither hours nor a collection yet has no entry. */
export function readAllStatuses(database: Database): Promise<StoredStatus[]> {
  return inMoment(database, async (client) => {
    const clusters = await run<{ cluster_id: number }>(client, sql`select cluster_id from cluster`);
    return readStatuses(
      client,
      clusters.map(({ cluster_id: id }) => id),
    );
  });
}
