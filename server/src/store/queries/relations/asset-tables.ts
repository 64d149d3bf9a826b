import { ASSET_SUMS, type AssetSum, NODE_SUMS } from "../../sums/asset-sums.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { readSeen, partialClusters } from "../where/seen-rows.ts";
import type { CostSelection } from "../where/selection.ts";
import { readTables, type StoredTables } from "./stored-tables.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/**
 * A selection's nodes as assets: `node_id` and the columns of `NODE_SUMS`, several rows to a node. A node belongs to
 * its cluster: of one that is seen in part there are none.
 */
export function nodeAssets(selection: CostSelection): Fragment {
  const whole = {
    hours: sql`node_hour`,
    days: sql`node_day`,
    hourColumns: columnsOf("node_id", NODE_SUMS, "hour"),
    dayColumns: columnsOf("node_id", NODE_SUMS, "day"),
  };
  return readSeen(selection, { whole, partial: null });
}

const OTHER_ASSETS: StoredTables = {
  hours: sql`asset_hour`,
  days: sql`asset_day`,
  hourColumns: columnsOf("asset_id", ASSET_SUMS, "hour"),
  dayColumns: columnsOf("asset_id", ASSET_SUMS, "day"),
};

/**
 * A selection's other assets: `asset_id` and the columns of `ASSET_SUMS`, several rows to an asset. Of clusters that
 * are seen in part there are none.
 */
export function otherAssets(selection: CostSelection): Fragment {
  return readSeen(selection, { whole: OTHER_ASSETS, partial: null });
}

/** Those of them of which something was unobserved: an index leads to these few. */
export function unobservedAssets(selection: CostSelection): Fragment {
  const whole = { ...OTHER_ASSETS, condition: sql`unobserved_nano <> 0` };
  return readSeen(selection, { whole, partial: null });
}

/** Those of them that are a cluster's fee: one at most, which the key finds in each hour or day by itself. */
export function feeAssets(selection: CostSelection): Fragment {
  const { clusterIds } = selection;
  const fees = sql`select cluster_id, asset_id from asset where ${ofClusters(clusterIds)} and kind = 'fee'`;
  const whole = { ...OTHER_ASSETS, condition: sql`(cluster_id, asset_id) in (${fees})` };
  return readSeen(selection, { whole, partial: null });
}

/** The volumes and load balancers with these ids, of a selection's clusters that are seen in part. */
export function ownAssets(selection: CostSelection, assetIds: readonly bigint[]): Fragment {
  const partial = partialClusters(selection)?.selection ?? { ...selection, stretches: [] };
  return readTables(partial, { ...OTHER_ASSETS, condition: sql`asset_id = any(${assetIds}::bigint[])` });
}

function columnsOf(id: string, sums: readonly AssetSum[], grain: "hour" | "day"): Fragment {
  const columns = sums.map(({ column, ofRow }) =>
    grain === "day" ? sql.ref(column) : sql`${sql.raw(ofRow)} as ${sql.ref(column)}`,
  );
  return sql.join([sql.ref(id), ...columns]);
}
