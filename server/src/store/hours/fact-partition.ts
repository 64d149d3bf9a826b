import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";

/** Tables whose rows are kept by weeks or months, each in a partition of its own. */
export type PartitionedTable = "container_hour" | "container_day" | "usage_sketch_day";

/** Makes the partition of a table that holds `instant`, where it is missing. */
export async function ensurePartition(
  database: Database,
  table: PartitionedTable,
  instant: Instant,
): Promise<void> {
  await inTransaction(database, (client) =>
    client.query(`select ensure_${table}_partition($1)`, [new Date(instant)]),
  );
}

/** The partition that holds an hour's container-hours is not there. */
class PartitionMissing extends Error {}

/** The name of the partition of an hour's container-hours, inside the transaction of `withPartition`. */
export async function factPartition(client: pg.PoolClient, instant: string): Promise<string> {
  const { rows } = await client.query<{ name: string | null }>(
    `select to_regclass('public.container_hour_' ||
       to_char(date_trunc('week', $1::timestamptz at time zone 'UTC'), 'YYYYMMDD'))::text as name`,
    [instant],
  );
  const name = rows[0]?.name;
  if (!name) throw new PartitionMissing(`No partition holds the container-hours of ${instant}`);
  return name;
}

/**
 * Runs `write`, a transaction that writes an hour. Where the hour's partition is missing, it is made in a transaction of
 * its own, and `write` begins again: Citus refuses to make a table in a transaction that has read tables beside it.
 */
export async function withPartition<T>(
  database: Database,
  hour: Instant,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof PartitionMissing)) throw error;
    await ensurePartition(database, "container_hour", hour);
    return write();
  }
}
