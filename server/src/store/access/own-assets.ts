import type pg from "pg";
import { run, sql } from "../connection/sql.ts";
import { openHours, type PartialClusters } from "./visibility.ts";
import { ofClusters } from "../connection/of-clusters.ts";

/**
 * In clusters that are seen in part, the volumes and load balancers of namespaces that may be seen; their hours are
 * opened to the transaction. A node, traffic and the fee belong to a cluster as a whole.
 */
export async function openOwnAssets(
  client: pg.ClientBase,
  { partial }: { readonly partial: PartialClusters | null },
): Promise<readonly bigint[]> {
  if (!partial) return [];

  const owned = await run<{ asset_id: bigint }>(
    client,
    sql`select asset_id from asset where ${ofClusters(partial.clusterIds)} and kind in ('volume', 'loadBalancer')
      and (cluster_id, namespace) in (
      select cluster_id, name from namespace
      where ${ofClusters(partial.clusterIds)} and namespace_id = any(${partial.namespaceIds}::bigint[]))`,
  );
  const assetIds = owned.map(({ asset_id: id }) => id);
  await openHours(client, { nodeIds: [], assetIds });
  return assetIds;
}
