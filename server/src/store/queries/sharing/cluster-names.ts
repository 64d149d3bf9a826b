import { ofClusters } from "../../connection/of-clusters.ts";
import { type Fragment, sql } from "../../connection/sql.ts";

// Rows of several servers that Citus has put together it would join with `cluster` on any server that has a copy, and sends
// them to each of these first: the question would fail while one is away, whatever it is about. So names are put together too.

/** Where the names of a question's clusters stand: `clusterNames` is to stand for it. */
export const CLUSTER_NAMES: Fragment = sql`sharing_clusters`;

export function clusterNames(clusterIds: readonly number[]): Fragment {
  return sql`select cluster_id, name from cluster where ${ofClusters(clusterIds)}`;
}

/** Joins rows by their `cluster_id` with what names their cluster, as `cluster`. */
export const JOIN_CLUSTER: Fragment = sql`join ${CLUSTER_NAMES} cluster using (cluster_id)`;
