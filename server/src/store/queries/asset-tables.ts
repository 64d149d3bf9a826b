import { ASSET_SUMS, type AssetSum, NODE_SUMS } from "../asset-sums.ts";
import { type Fragment, sql } from "../sql.ts";
import type { CostSelection } from "./selection.ts";
import { readTables } from "./stored-tables.ts";

/** A selection's nodes as assets: `node_id` and the columns of `NODE_SUMS`, several rows to a node. */
export function nodeAssets(selection: CostSelection): Fragment {
  return readTables(selection, {
    hours: sql`node_hour`,
    days: sql`node_day`,
    hourColumns: columnsOf("node_id", NODE_SUMS, "hour"),
    dayColumns: columnsOf("node_id", NODE_SUMS, "day"),
  });
}

/** A selection's other assets: `asset_id` and the columns of `ASSET_SUMS`, several rows to an asset. */
export function otherAssets(selection: CostSelection): Fragment {
  return readTables(selection, {
    hours: sql`asset_hour`,
    days: sql`asset_day`,
    hourColumns: columnsOf("asset_id", ASSET_SUMS, "hour"),
    dayColumns: columnsOf("asset_id", ASSET_SUMS, "day"),
  });
}

function columnsOf(id: string, sums: readonly AssetSum[], grain: "hour" | "day"): Fragment {
  const columns = sums.map(({ column, ofRow }) =>
    grain === "day" ? sql.ref(column) : sql`${sql.raw(ofRow)} as ${sql.ref(column)}`,
  );
  return sql.join([sql.ref(id), ...columns]);
}
