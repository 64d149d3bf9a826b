import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../../connection/database.ts";
import { run, sql } from "../../connection/sql.ts";
import { inMoment } from "../../connection/transaction.ts";
import { edgeHours } from "../where/edge-hours.ts";

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

interface StatusRecord {
  cluster_id: number;
  started_at: Date | null;
  done: number | null;
  total: number | null;
  error_at: Date | null;
  error_hour: Date | null;
  error_message: string | null;
  hour: Date | null;
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
    sql`select cluster_id, started_at, done, total, error_at, error_hour, error_message, hour, seen_seconds, collected_at
      from (select * from collection where cluster_id = any(${clusterIds})) progress
      full join (select stored.cluster_id, stored.hour, stored.seen_seconds, stored.collected_at
        from cluster_hour stored join (${edgeHours("last", clusterIds)}) edge using (cluster_id, hour)) newest
        using (cluster_id)`,
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
    newestHour: record.hour?.getTime() ?? null,
    lastSeenSeconds: record.seen_seconds,
    lastCollectedAt: record.collected_at?.getTime() ?? null,
  }));
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
