import { runSql } from "./postgres-servers.ts";
import type { TestDatabase } from "./test-database.ts";

/** A server that keeps rows for the coordinator. */
export interface CitusWorker {
  readonly host: string;
  readonly port: number;
}

/** The workers of a test's database, in the order of their numbers. */
export async function workersOf({ primary }: TestDatabase): Promise<CitusWorker[]> {
  const { rows } = await primary.query<CitusWorker>(
    "select nodename as host, nodeport as port from pg_dist_node where groupid <> 0 and noderole = 'primary' order by groupid",
  );
  return rows;
}

/** The port of the worker that keeps the rows of each of these clusters. */
export async function placesOf(
  { primary }: TestDatabase,
  clusterIds: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await primary.query<{ id: number; port: number }>(
    `select id, nodeport as port from unnest($1::int[]) id
     join pg_dist_shard_placement on shardid = get_shard_id_for_distribution_column('cluster_hour', id)`,
    [clusterIds],
  );
  return new Map(rows.map(({ id, port }) => [id, port]));
}

/** Moves all rows off a worker, and takes it out of the cluster. */
export async function takeOut({ directUrl }: TestDatabase, { host, port }: CitusWorker): Promise<void> {
  await runSql(directUrl, [
    `select citus_drain_node('${host}', ${port}, 'auto')`,
    `select citus_remove_node('${host}', ${port})`,
  ]);
}

/** Takes a worker in and moves rows to it, as docs/scale.md says. */
export async function takeIn({ directUrl }: TestDatabase, { host, port }: CitusWorker): Promise<void> {
  await runSql(directUrl, [
    `select citus_add_node('${host}', ${port})`,
    "select citus_rebalance_start()",
    "select citus_rebalance_wait()",
  ]);
}

/** Gives a cluster's rows tables of their own, on the server where they are. */
export async function isolate({ directUrl }: TestDatabase, clusterId: number): Promise<void> {
  await runSql(directUrl, [
    `select isolate_tenant_to_new_shard('cluster_hour', ${clusterId}, 'CASCADE', 'block_writes')`,
  ]);
}
