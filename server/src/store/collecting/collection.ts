import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import type { SourceKind } from "../../domain/observation.ts";
import { lockClusterAlone } from "../names/cluster-lock.ts";
import { changeData } from "../names/cluster-marks.ts";
import { ADVICE_DAY_TABLES, ADVICE_HOUR_TABLES } from "../advice/advice-tables.ts";
import { DAY_ROLLUPS } from "../sums/days/day-rollups.ts";
import { SPAN_ROLLUPS } from "../sums/spans/span-rollups.ts";
import { inTransaction } from "../connection/transaction.ts";

/** A cluster to be collected: made known before its first hour, so that its status can be asked for. */
export interface KnownCluster {
  readonly name: string;
  readonly source: SourceKind;
  readonly currency: string;
}

/** A cluster whose stored hours do not go with what its settings want. */
export class ClusterRefusal extends Error {
  override readonly name = "ClusterRefusal";
}

/** An hour that is stored, and whether it waits for late samples. */
export interface StoredHourStatus {
  readonly hour: Instant;
  readonly closed: boolean;
  readonly collectedAt: Instant;
}

const HOUR_TABLES = [
  "container_hour",
  "usage_sketch_hour",
  "usage_sketch_day",
  "namespace_hour",
  "controller_hour",
  "node_usage_hour",
  "node_hour",
  "asset_hour",
  "cluster_hour",
  ...DAY_ROLLUPS.map((rollup) => rollup.table),
  ...SPAN_ROLLUPS.map((rollup) => rollup.table),
  "cluster_day",
  ...ADVICE_HOUR_TABLES,
  ...ADVICE_DAY_TABLES,
];

/**
 * Makes a cluster known and returns its id. Invented hours never stand beside real ones: when a demo
 * cluster gets a real source its demo hours go, and a cluster with real hours is never given demo ones. Nor
 * are currencies mixed: hours that are stored keep theirs. Throws ClusterRefusal.
 */
export function registerCluster(database: Database, cluster: KnownCluster): Promise<number> {
  return inTransaction(database, async (client) => {
    await client.query(
      `insert into cluster (name, source, currency) values ($1, $2, $3) on conflict (name) do nothing`,
      [cluster.name, cluster.source, cluster.currency],
    );
    const { cluster_id: clusterId } = await readRegistered(client, cluster.name);
    await lockClusterAlone(client, clusterId);
    // Read under the lock: its last holder may have changed the cluster.
    const row = await readRegistered(client, cluster.name);
    if (row.source !== cluster.source) await changeSource(client, row, cluster);
    if (row.currency !== cluster.currency) await changeCurrency(client, row, cluster);
    return row.cluster_id;
  });
}

interface RegisteredCluster {
  readonly cluster_id: number;
  readonly source: SourceKind;
  readonly currency: string;
}

async function readRegistered(client: pg.PoolClient, name: string): Promise<RegisteredCluster> {
  const { rows } = await client.query<RegisteredCluster>(
    "select cluster_id, source, currency from cluster where name = $1",
    [name],
  );
  const [row] = rows;
  if (!row) throw new Error(`The cluster ${name} vanished while it was being registered`);
  return row;
}

async function changeSource(
  client: pg.PoolClient,
  stored: RegisteredCluster,
  cluster: KnownCluster,
): Promise<void> {
  if (cluster.source === "demo") {
    throw new ClusterRefusal(
      `The cluster ${cluster.name} holds hours from ${stored.source}; demo hours are not mixed into them. Give the demo another name, or the cluster its source to go on collecting.`,
    );
  }
  if (stored.source === "demo") {
    for (const table of HOUR_TABLES) {
      await client.query(`delete from ${table} where cluster_id = $1`, [stored.cluster_id]);
    }
  }
  await client.query("update cluster set source = $2 where cluster_id = $1", [
    stored.cluster_id,
    cluster.source,
  ]);
  await changeData(client, stored.cluster_id);
}

async function changeCurrency(
  client: pg.PoolClient,
  stored: RegisteredCluster,
  cluster: KnownCluster,
): Promise<void> {
  const { rowCount } = await client.query(`select from cluster_hour where cluster_id = $1 limit 1`, [
    stored.cluster_id,
  ]);
  if (rowCount !== 0) {
    throw new ClusterRefusal(
      `The cluster ${cluster.name} holds hours in ${stored.currency}, and its price book is in ${cluster.currency}. Give it a price book in ${stored.currency}, or collect it under another name.`,
    );
  }
  await client.query("update cluster set currency = $2 where cluster_id = $1", [
    stored.cluster_id,
    cluster.currency,
  ]);
  await changeData(client, stored.cluster_id);
}

/**
 * The hours of a cluster that are stored, from `start` up to `end`. Hours that are missing from a day whose
 * container-hours were dropped count as closed: they cannot be written any more.
 */
export function readStoredHours(
  database: Database,
  clusterId: number,
  { start, end }: { readonly start: Instant; readonly end: Instant },
): Promise<StoredHourStatus[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ hour: Date; status: string; collected_at: Date }>(
      `select hour, status, collected_at from cluster_hour where cluster_id = $1 and hour >= $2 and hour < $3
       union all select hour, 'closed', written_at from cluster_day,
         generate_series(day, day + interval '23 hours', interval '1 hour') as hour
       where cluster_id = $1 and facts_gone and hour >= $2 and hour < $3`,
      [clusterId, new Date(start), new Date(end)],
    );
    return rows.map((row) => ({
      hour: row.hour.getTime(),
      closed: row.status === "closed",
      collectedAt: row.collected_at.getTime(),
    }));
  });
}

/** Whether anything is stored of a cluster. */
export async function holdsHours(client: pg.ClientBase, clusterId: number): Promise<boolean> {
  const { rows } = await client.query("select from cluster_hour where cluster_id = $1 limit 1", [clusterId]);
  return rows.length > 0;
}

/** How far a collection is; the cluster's status shows it. */
export interface CollectionProgress {
  readonly startedAt: Instant;
  readonly done: number;
  readonly total: number;
}

/** Keeps how far a collection is. */
export function saveProgress(
  database: Database,
  clusterId: number,
  progress: CollectionProgress,
): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query(
      `insert into collection (cluster_id, started_at, done, total) values ($1, $2, $3, $4)
       on conflict (cluster_id) do update set started_at = excluded.started_at, done = excluded.done, total = excluded.total`,
      [clusterId, new Date(progress.startedAt), progress.done, progress.total],
    );
  });
}

/** What a source last failed with, or null once it answers again. */
export interface CollectionError {
  readonly at: Instant;
  readonly hour: Instant | null;
  readonly message: string;
}

/** Keeps what the source last failed with. */
export function saveCollectionError(
  database: Database,
  clusterId: number,
  error: CollectionError | null,
): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query(
      `insert into collection (cluster_id, error_at, error_hour, error_message) values ($1, $2, $3, $4)
       on conflict (cluster_id) do update set error_at = excluded.error_at, error_hour = excluded.error_hour,
         error_message = excluded.error_message`,
      [
        clusterId,
        error ? new Date(error.at) : null,
        error && error.hour !== null ? new Date(error.hour) : null,
        error?.message ?? null,
      ],
    );
  });
}

/** The moment that the database takes for now. */
export async function readDatabaseClock(database: Database): Promise<Instant> {
  const { rows } = await database.primary.query<{ now: Date }>("select clock_timestamp() as now");
  const [row] = rows;
  if (!row) throw new Error("The database did not tell its time");
  return row.now.getTime();
}
