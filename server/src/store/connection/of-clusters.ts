import { type Fragment, sql } from "./sql.ts";

/**
 * The condition that rows are of some clusters. Of none it is false in so many words: a list that is empty Citus asks of
 * every server, and one of them may be away.
 */
export function ofClusters(clusterIds: readonly number[], column: Fragment = sql`cluster_id`): Fragment {
  return clusterIds.length === 0 ? sql`false` : sql`${column} = any(${clusterIds}::int[])`;
}
