import { HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import type { NamesMark } from "../names/cluster-marks.ts";
import { shareCluster } from "../names/cluster-lock.ts";
import type { HourPlace } from "./hour-place.ts";
import type { HourToWrite } from "./hour-record.ts";

/**
 * Locks the hour against all other writers of it, and the cluster against a change of its
 * source and against sweeps, and returns which names there are. Other hours may be written meanwhile.
 */
export async function lockHour(
  client: pg.PoolClient,
  { clusterId, clusterName, costs }: HourToWrite,
): Promise<NamesMark> {
  await lockHourAlone(client, { clusterId, hour: costs.hour });
  await shareCluster(client, clusterId);
  const { rows } = await client.query<{
    name: string;
    currency: string;
    source: string;
    sweep: bigint;
    mark: string;
  }>(`select name, currency, source, sweep, names_mark as mark from cluster where cluster_id = $1`, [
    clusterId,
  ]);
  const [cluster] = rows;
  if (!cluster || cluster.name !== (clusterName ?? cluster.name)) {
    throw new Error(
      `The cluster ${clusterName ?? ""} does not have the id ${clusterId} any more: the database seems to have been replaced by an older copy. Start KubeCent again.`,
    );
  }
  if (cluster.source !== costs.source) {
    throw new Error(
      `The cluster ${cluster.name} is collected from ${cluster.source}, not from ${costs.source}`,
    );
  }
  if (cluster.currency !== costs.currency) {
    throw new Error(`The cluster ${cluster.name} is kept in ${cluster.currency}, not in ${costs.currency}`);
  }
  return cluster;
}

/** Locks the hour against other writers of it. */
export async function lockHourAlone(client: pg.PoolClient, { clusterId, hour }: HourPlace): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1, $2)", [clusterId, hour / HOUR_MS]);
}
