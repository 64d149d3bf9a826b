import { ofClusters } from "../../connection/of-clusters.ts";
import { type Fragment, sql } from "../../connection/sql.ts";

/**
 * A table of names, under its own name, as that of a question's clusters. Rows that are summed up tell Citus no more where
 * they are from, so it would look for their names on every server, one of which may be away. Of one cluster it sends the
 * question to one server, where each table in it is picked by that cluster.
 */
export function tableOfClusters(table: string, clusterIds: readonly number[]): Fragment {
  const [only, ...more] = clusterIds;
  const isOne = only !== undefined && more.length === 0;
  const picked = isOne ? sql`cluster_id = ${only}` : ofClusters(clusterIds);
  return sql`(select * from ${sql.table(table)} where ${picked}) ${sql.table(table)}`;
}
