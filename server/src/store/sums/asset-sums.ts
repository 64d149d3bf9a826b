import { COUNTED_SOURCES } from "../../domain/allocation/measures.ts";

/** A column that sums of assets have, and what each row of an hour adds to it. */
export interface AssetSum {
  readonly column: string;
  /** SQL over one row of the hour's table. */
  readonly ofRow: string;
}

const PARTS = ["cpu", "ram", "gpu"] as const;
const SHARES = ["asset", "allocated", "idle", "unobserved"] as const;
/** Sources that came later: null, not zero, where they made nothing, as in days that were made before. */
const SPARSE_SOURCES: ReadonlySet<string> = new Set(["karpenter", "list", "estimate"]);

const NODE_COLUMNS = [
  "cpu_capacity_nano_core_hours",
  "ram_capacity_nano_gib_hours",
  "gpu_capacity_nano_hours",
  ...SHARES.flatMap((share) => PARTS.map((part) => `${part}_${share}_nano`)),
];

/**
 * What is summed up of nodes, by the hour from node_hour and by the day from node_day. Each is an integer of
 * its own row, so that a day is what its hours are. `custom_`, `list_` and so on are the parts that such prices
 * made; a node's GPUs may have another source of their price than its CPU and memory.
 */
export const NODE_SUMS: readonly AssetSum[] = [
  {
    column: "ran_nano_hours",
    ofRow: `round(case when cpu_cores > 0 then cpu_capacity_nano_core_hours / cpu_cores
      when ram_bytes > 0 then ram_capacity_nano_gib_hours / (ram_bytes / 1073741824) else 0 end)::bigint`,
  },
  ...NODE_COLUMNS.map((column) => ({ column, ofRow: column })),
  {
    column: "unpriced_nano_core_hours",
    ofRow: "nullif(case when price_source = 'none' then cpu_capacity_nano_core_hours else 0 end, 0)",
  },
  ...COUNTED_SOURCES.flatMap((source) =>
    (["asset", "idle", "unobserved"] as const).map((share) => ({
      column: `${source}_${share}_nano`,
      ofRow: madeBy(
        source,
        `case when price_source = '${source}' then cpu_${share}_nano + ram_${share}_nano else 0 end
        + case when coalesce(gpu_price_source, price_source) = '${source}' then gpu_${share}_nano else 0 end`,
      ),
    })),
  ),
];

/** What is summed up of other assets, by the hour from asset_hour and by the day from asset_day. */
export const ASSET_SUMS: readonly AssetSum[] = [
  ...["quantity", "cost_nano", "unobserved_nano"].map((column) => ({ column, ofRow: column })),
  ...COUNTED_SOURCES.flatMap((source) => [
    {
      column: `${source}_nano`,
      ofRow: madeBy(source, `case when price_source = '${source}' then cost_nano else 0 end`),
    },
    {
      column: `${source}_unobserved_nano`,
      ofRow: madeBy(source, `case when price_source = '${source}' then unobserved_nano else 0 end`),
    },
  ]),
];

function madeBy(source: string, amount: string): string {
  return SPARSE_SOURCES.has(source) ? `nullif(${amount}, 0)` : amount;
}
