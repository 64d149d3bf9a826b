import type { Database } from "../connection/database.ts";
import { lockClusterAlone } from "../names/cluster-lock.ts";
import { sweptNames } from "../names/cluster-marks.ts";
import { inTransaction } from "../connection/transaction.ts";

/** Names that one sweep removes at most: writers of hours wait for it. */
const MOST_SWEPT = 20_000;
/** With more days than this under way a sweep would have to look through too many container-hours. */
const MOST_OPEN_DAYS = 3;

/** Pods and label sets, what of made days says that they are kept, and who else may refer to them. */
const SWEPT = [
  { table: "pod", id: "pod_id", users: [{ table: "container_hour", column: "pod_id" }] },
  {
    table: "label_set",
    id: "label_set_id",
    users: [
      { table: "container_hour", column: "label_set_id" },
      { table: "container_hour", column: "namespace_label_set_id" },
      { table: "node_hour", column: "label_set_id" },
    ],
  },
] as const;

/** The clusters that may have names to sweep: some that no day that is kept refers to. */
export function readSweepable(database: Database): Promise<number[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number }>(
      `select cluster_id from cluster
       join (select cluster_id, min(day) as first from cluster_day group by cluster_id) kept using (cluster_id)
       where ${SWEPT.map(
         ({ table }) => `exists (select from ${table}
         where ${table}.cluster_id = kept.cluster_id and kept_through < first)`,
       ).join(" or ")}`,
    );
    return rows.map((row) => row.cluster_id);
  });
}

/**
 * Removes pods and label sets that nothing refers to any more, and returns how many. Writers of hours and
 * makers of days share the cluster's lock, so that none is at work meanwhile, and the next ones
 * see that there was a sweep and forget the ids that they had in mind. What was written since the last made
 * days is looked through; everything older says itself through when it refers to a name.
 */
export function sweepNames(database: Database, clusterId: number): Promise<number> {
  return inTransaction(database, async (client) => {
    await client.query("set local lock_timeout = '5s'");
    await lockClusterAlone(client, clusterId);
    const { rows } = await client.query<{ open: number }>(
      "select count(*)::int as open from cluster_day where cluster_id = $1 and not stands",
      [clusterId],
    );
    if ((rows[0]?.open ?? 0) > MOST_OPEN_DAYS) return 0;

    await sweptNames(client, clusterId);
    let swept = 0;
    for (const each of SWEPT) {
      const { rowCount } = await client.query(sweepStatement(each), [clusterId, MOST_SWEPT]);
      swept += rowCount ?? 0;
    }
    return swept;
  });
}

function sweepStatement({ table, id, users }: (typeof SWEPT)[number]): string {
  const used = users.map(
    (user) => `select ${user.column} as id from cluster_day open join ${user.table} used
      on used.cluster_id = open.cluster_id and used.hour >= open.day and used.hour < open.day + interval '24 hours'
      where open.cluster_id = $1 and not open.stands`,
  );
  return `with used as materialized (${used.join(" union ")}),
    unused as materialized (select ${id} as id from ${table} where cluster_id = $1
      and kept_through < (select min(day) from cluster_day where cluster_id = $1)
      order by kept_through limit $2)
    delete from ${table} where cluster_id = $1
      and ${id} in (select id from unused where id not in (select id from used))`;
}
