import { COUNTED_SOURCES } from "../../domain/allocation/measures.ts";
import { type AssetSum, ASSET_SUMS, NODE_SUMS } from "./asset-sums.ts";

const PARTS = ["cpu", "ram", "gpu"] as const;
const COST = "cost_nano";
const UNOBSERVED = "unobserved_nano";

/** A sum over a cluster's assets: of its nodes, or of its other assets, all of them or those of a kind. */
interface ClusterSum {
  readonly column: string;
  readonly ofNode?: string;
  readonly ofOther?: string;
  readonly kind?: "fee" | "volume" | "loadBalancer";
}

/**
 * What a cluster cost beside its containers, and all of its assets: one row an hour or a day, where each node and each asset has
 * one. Parts stay apart, for together they may be too much for a bigint.
 */
const CLUSTER_SUMS: readonly ClusterSum[] = [
  ...["asset", "idle", "unobserved"].flatMap((share) =>
    PARTS.map((part) => ({ column: `${part}_${share}_nano`, ofNode: `${part}_${share}_nano` })),
  ),
  { column: "other_asset_nano", ofOther: COST },
  { column: "other_unobserved_nano", ofOther: UNOBSERVED },
  { column: "volume_unobserved_nano", ofOther: UNOBSERVED, kind: "volume" },
  { column: "load_balancer_unobserved_nano", ofOther: UNOBSERVED, kind: "loadBalancer" },
  { column: "fee_nano", ofOther: COST, kind: "fee" },
  ...COUNTED_SOURCES.flatMap((source) => [
    { column: `${source}_idle_nano`, ofNode: `${source}_idle_nano` },
    {
      column: `${source}_unobserved_nano`,
      ofNode: `${source}_unobserved_nano`,
      ofOther: `${source}_unobserved_nano`,
    },
    { column: `${source}_fee_nano`, ofOther: `${source}_nano`, kind: "fee" } as const,
  ]),
];

/** The columns of `cluster_asset_day` and `cluster_asset_span`, all of them sums. */
export const CLUSTER_ASSET_COLUMNS: readonly string[] = CLUSTER_SUMS.map(({ column }) => column);

/** The same by the hour, in no table: rows that add up to them, with \`cluster_id\` and \`hour\`. */
export const CLUSTER_ASSET_HOURS = `(select cluster_id, hour, ${CLUSTER_SUMS.map(ofNode).join(", ")} from node_hour
  union all select cluster_id, hour, ${CLUSTER_SUMS.map(ofOther).join(", ")}
    from asset_hour join asset using (cluster_id, asset_id)) fact`;

function ofNode({ column, ofNode: from }: ClusterSum): string {
  return `${from === undefined ? "0" : ofRow(NODE_SUMS, from)} as ${column}`;
}

function ofOther({ column, ofOther: from, kind }: ClusterSum): string {
  if (from === undefined) return `0 as ${column}`;
  const value = ofRow(ASSET_SUMS, from);
  return `${kind === undefined ? value : `case when kind = '${kind}' then ${value} else 0 end`} as ${column}`;
}

/** What a row of an hour adds to a sum that nodes or other assets have. */
function ofRow(sums: readonly AssetSum[], wanted: string): string {
  const found = sums.find(({ column }) => column === wanted);
  if (!found) throw new Error(`No sum of assets is called ${wanted}`);
  return `coalesce(${found.ofRow}, 0)`;
}
