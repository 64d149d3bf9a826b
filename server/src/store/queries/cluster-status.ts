import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { run, sql } from "../sql.ts";

/** How the collection of a cluster is getting on. */
export interface StoredStatus {
  readonly clusterId: number;
  readonly startedAt: Instant | null;
  readonly done: number;
  readonly total: number;
  readonly error: { readonly at: Instant; readonly hour: Instant | null; readonly message: string } | null;
  readonly lastSeenSeconds: number | null;
  readonly lastCollectedAt: Instant | null;
}

interface StatusRecord {
  cluster_id: number;
  started_at: Date | null;
  done: number | null;
  total: number | null;
  error_at: Date | null;
  error_hour: Date | null;
  error_message: string | null;
  seen_seconds: number | null;
  collected_at: Date | null;
}

/** Reads the progress, the last failure and the newest hour of each cluster. */
export async function readStatuses(
  client: pg.ClientBase,
  clusterIds: readonly number[],
): Promise<StoredStatus[]> {
  const records = await run<StatusRecord>(
    client,
    sql`select cluster.cluster_id, collection.started_at, done, total, error_at, error_hour, error_message,
        newest.seen_seconds, newest.collected_at
      from cluster left join collection using (cluster_id)
      left join lateral (select seen_seconds, collected_at from cluster_hour
        where cluster_hour.cluster_id = cluster.cluster_id order by hour desc limit 1) newest on true
      where cluster.cluster_id = any(${clusterIds})`,
  );
  return records.map((record) => ({
    clusterId: record.cluster_id,
    startedAt: record.started_at?.getTime() ?? null,
    done: record.done ?? 0,
    total: record.total ?? 0,
    error:
      record.error_at && record.error_message !== null
        ? {
            at: record.error_at.getTime(),
            hour: record.error_hour?.getTime() ?? null,
            message: record.error_message,
          }
        : null,
    lastSeenSeconds: record.seen_seconds,
    lastCollectedAt: record.collected_at?.getTime() ?? null,
  }));
}
