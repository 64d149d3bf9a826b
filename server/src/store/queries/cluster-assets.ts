import type pg from "pg";
import { run, sql } from "../sql.ts";
import { nodeAssets, otherAssets } from "./asset-tables.ts";
import { nodeCondition } from "./conditions.ts";
import type { AskedSelection } from "./selection.ts";
import { withStretches } from "./stretches.ts";

/** What a cluster's assets cost, counted without looking at any allocation. */
export interface ClusterAssets {
  readonly cluster: string;
  readonly assetNano: bigint;
  readonly unobservedNano: bigint;
  readonly feeNano: bigint;
}

interface AssetRecord {
  cluster: string;
  asset_nano: bigint;
  unobserved_nano: bigint;
  fee_nano: bigint;
}

/**
 * Sums up each cluster's assets: nodes, volumes, load balancers, traffic and the fee. Of a question about
 * some nodes it is those nodes alone: the other assets stand on none.
 */
export async function readClusterAssets(
  client: pg.ClientBase,
  asked: AskedSelection,
): Promise<ClusterAssets[]> {
  const selection = await withStretches(client, asked);
  const others = selection.filter.node ? sql`false` : sql`true`;
  const records = await run<AssetRecord>(
    client,
    sql`select cluster.name as cluster, sum(asset_nano)::bigint as asset_nano,
        sum(unobserved_nano)::bigint as unobserved_nano, sum(fee_nano)::bigint as fee_nano
      from (
        select fact.cluster_id, cpu_asset_nano + ram_asset_nano + gpu_asset_nano as asset_nano,
          cpu_unobserved_nano + ram_unobserved_nano + gpu_unobserved_nano as unobserved_nano, 0 as fee_nano
        from (${nodeAssets(selection)}) fact where ${nodeCondition(selection)}
        union all
        select fact.cluster_id, cost_nano, unobserved_nano, case when kind = 'fee' then cost_nano else 0 end
        from (${otherAssets(selection)}) fact join asset using (cluster_id, asset_id) where ${others}
      ) assets join cluster using (cluster_id) group by cluster.name`,
  );
  return records.map((record) => ({
    cluster: record.cluster,
    assetNano: record.asset_nano,
    unobservedNano: record.unobserved_nano,
    feeNano: record.fee_nano,
  }));
}
