import type pg from "pg";

/**
 * Clusters are locked by number, not by their row: where `cluster` is a reference table of Citus, rows that two
 * transactions lock in share mode and then count up (`data_version`) make each wait for the other. Hours are locked
 * under their number since 1970 and days under numbers below zero, so none is ever taken for a cluster.
 */
const CLUSTER = 0;

/** Keeps a cluster from being swept or given another source until the transaction ends; others may share it. */
export async function shareCluster(client: pg.PoolClient, clusterId: number): Promise<void> {
  await client.query("select pg_advisory_xact_lock_shared($1, $2)", [clusterId, CLUSTER]);
}

/** Waits for everybody who shares the cluster, and keeps others from it until the transaction ends. */
export async function lockClusterAlone(client: pg.PoolClient, clusterId: number): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1, $2)", [clusterId, CLUSTER]);
}
