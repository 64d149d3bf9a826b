import type pg from "pg";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { clusterAssetRows, splitByClusterSums } from "../relations/cluster-asset-rows.ts";
import { tableOfClusters } from "../relations/table-of-clusters.ts";
import { nodeAssets, otherAssets } from "../relations/asset-tables.ts";
import { nodeCondition } from "../where/conditions.ts";
import { wholeClusters } from "../where/seen-rows.ts";
import type { AskedSelection, CostSelection } from "../where/selection.ts";
import { readTables } from "../relations/stored-tables.ts";
import { withStretches } from "../where/row-stretches.ts";

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
  const assets = await assetsOf(client, asked);
  const records = await run<AssetRecord>(
    client,
    sql`select cluster.name as cluster, sum(asset_nano) as asset_nano,
        sum(unobserved_nano) as unobserved_nano, sum(fee_nano) as fee_nano
      from (${assets}) assets join cluster using (cluster_id) group by cluster.name`,
  );
  return records.map((record) => ({
    cluster: record.cluster,
    assetNano: record.asset_nano,
    unobservedNano: record.unobserved_nano,
    feeNano: record.fee_nano,
  }));
}

async function assetsOf(client: pg.ClientBase, asked: AskedSelection): Promise<Fragment> {
  const selection = await withStretches(client, asked);
  if (asked.filter.node !== undefined || asked.readFrom === "facts") return assetByAsset(selection);
  const { summed, rest } = splitByClusterSums(selection);
  if (!summed) return ofRecords(await withStretches(client, { ...asked, readFrom: "facts" }));
  return rest ? sql`${ofSums(summed)} union all ${ofRecords(rest)}` : ofSums(summed);
}

function assetByAsset(selection: CostSelection): Fragment {
  const others = selection.filter.node ? sql`false` : sql`true`;
  return sql`select fact.cluster_id, sum(cpu_asset_nano) + sum(ram_asset_nano) + sum(gpu_asset_nano) as asset_nano,
      sum(cpu_unobserved_nano) + sum(ram_unobserved_nano) + sum(gpu_unobserved_nano) as unobserved_nano, 0 as fee_nano
    from (${nodeAssets(selection)}) fact where ${nodeCondition(selection)} group by fact.cluster_id
    union all
    select fact.cluster_id, cost_nano, unobserved_nano, case when kind = 'fee' then cost_nano else 0 end
    from (${otherAssets(selection)}) fact join ${tableOfClusters("asset", selection.clusterIds)} using (cluster_id, asset_id) where ${others}`;
}

const RECORD_COLUMNS = sql`asset_nano, unobserved_nano, fee_nano`;

/** Days and spans; their parts are added as what holds more than a bigint. */
function ofSums(summed: CostSelection): Fragment {
  return sql`select cluster_id, cpu_asset_nano::numeric + ram_asset_nano + gpu_asset_nano + other_asset_nano as asset_nano,
      cpu_unobserved_nano::numeric + ram_unobserved_nano + gpu_unobserved_nano + other_unobserved_nano as unobserved_nano, fee_nano
    from ${clusterAssetRows(summed)}`;
}

/** A record says what all of its hour's assets cost together: one row where a cluster of 250 nodes has a thousand. */
function ofRecords(selection: CostSelection): Fragment {
  const records = readTables(wholeClusters(selection), {
    hours: sql`cluster_hour`,
    hourColumns: RECORD_COLUMNS,
    // All of the window is read by the hour.
    days: sql`cluster_hour`,
    dayColumns: RECORD_COLUMNS,
  });
  return sql`select cluster_id, ${RECORD_COLUMNS} from (${records}) records`;
}
