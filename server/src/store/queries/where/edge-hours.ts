import { type Fragment, sql } from "../../connection/sql.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/**
 * The first or the last stored hour of each cluster, as (cluster_id, hour); a cluster without hours has no row. The
 * records of days lead there, for there are 24 times fewer of them. Every step is grouped by cluster_id and joined on
 * it, so that it runs where the rows are: a sub-query for each row of `cluster` would be refused by Citus.
 */
export function edgeHours(edge: "first" | "last", clusterIds: readonly number[]): Fragment {
  const pick = edge === "first" ? sql`min` : sql`max`;
  return sql`select stored.cluster_id, ${pick}(stored.hour) as hour
    from (select cluster_id, ${pick}(day) as day from cluster_day where ${ofClusters(clusterIds)}
      group by cluster_id) edge
    join cluster_hour stored on stored.cluster_id = edge.cluster_id
      and ${ofClusters(clusterIds, sql`stored.cluster_id`)} and stored.hour >= edge.day and stored.hour < edge.day + interval '24 hours'
    group by stored.cluster_id`;
}
