import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { nodeAssets } from "./asset-tables.ts";
import { filterCondition, filterIds, nodeCondition } from "../where/conditions.ts";
import { costRows } from "./cost-tables.ts";
import { tableOfClusters } from "./table-of-clusters.ts";
import { partialClusters, wholeClusters } from "../where/seen-rows.ts";
import type { CostSelection } from "../where/selection.ts";
import { hasSpecialRows } from "./special-rows.ts";

/** What a node could hold. */
export const CAPACITY_COLUMNS = [
  "cpu_capacity_nano_core_hours",
  "ram_capacity_nano_gib_hours",
  "gpu_capacity_nano_hours",
] as const;

/** Columns of nodes as assets that are summed up, beside what they could hold. */
export const ASSET_COLUMNS = [
  "cpu_asset_nano",
  "ram_asset_nano",
  "gpu_asset_nano",
  "cpu_allocated_nano",
  "ram_allocated_nano",
  "gpu_allocated_nano",
  "cpu_idle_nano",
  "ram_idle_nano",
  "gpu_idle_nano",
  "cpu_unobserved_nano",
  "ram_unobserved_nano",
  "gpu_unobserved_nano",
  "custom_asset_nano",
  "karpenter_asset_nano",
  "list_asset_nano",
  "estimate_asset_nano",
  "default_asset_nano",
] as const;

/** What is selected of each node as an asset, in this order everywhere. */
const NODE_COLUMNS = [...CAPACITY_COLUMNS, ...ASSET_COLUMNS] as const;

/** The parts of a node that are billed. */
const PARTS = ["cpu", "ram", "gpu"] as const;

/** One row for each node: what names it, its columns as an asset, and what its pods billed, requested and used. */
export function nodeRelation(selection: CostSelection): Fragment {
  const partial = partialClusters(selection);
  const whole = wholeNodes(wholeClusters(selection));
  return partial ? sql`${whole} union all ${partNodes(partial.selection)}` : whole;
}

function wholeNodes(selection: CostSelection): Fragment {
  const isNarrowed = !hasSpecialRows(selection);
  const from = sql`(${assetSums(selection)}) assets
    ${isNarrowed ? sql`join` : sql`left join`} (${usageSums(selection, isNarrowed)}) usage
      using (cluster_id, node_id)`;
  return namedNodes(selection, isNarrowed ? takenColumns(sql`assets`) : assetColumns(), from);
}

/** Nodes of clusters that are seen in part: what the namespaces that may be seen took of them, and nothing of their size. */
function partNodes(selection: CostSelection): Fragment {
  const sizes = sql.join(CAPACITY_COLUMNS.map((column) => sql`null::bigint as ${sql.ref(column)}`));
  return namedNodes(
    selection,
    takenColumns(sql`sizes`),
    sql`(${usageSums(selection, true)}) usage cross join (select ${sizes}) sizes`,
  );
}

function namedNodes({ clusterIds }: CostSelection, assets: Fragment, from: Fragment): Fragment {
  const usage = MEASURE_COLUMNS.map(
    (column) => sql`coalesce(usage.${sql.ref(column)}, 0) as ${sql.ref(column)}`,
  );
  return sql`select cluster.name as cluster, node.name as node, node.provider_id, node.instance_type, node.region,
      node.pool, node.spot, node.capacity_type, ${assets}, ${sql.join(usage)}
    from ${from} join cluster using (cluster_id) join ${tableOfClusters("node", clusterIds)} using (cluster_id, node_id)`;
}

function assetSums(selection: CostSelection): Fragment {
  return sql`select fact.cluster_id, fact.node_id,
      ${sumsList(NODE_COLUMNS)}
    from (${nodeAssets(selection)}) fact where ${nodeCondition(selection)} group by fact.cluster_id, fact.node_id`;
}

function usageSums(selection: CostSelection, isNarrowed: boolean): Fragment {
  // What stands on a node is its containers; a pod's volumes and traffic do not.
  const rows = isNarrowed
    ? costRows(selection, ["node_id", "kind", ...filterIds(selection.filter)], { rows: "picked" })
    : costRows(selection, ["node_id"], { rows: "picked" });
  const picked = isNarrowed ? sql`kind = 0 and ${filterCondition(selection)}` : nodeCondition(selection);
  return sql`select fact.cluster_id, fact.node_id, ${sumsList(MEASURE_COLUMNS)}
    from (${rows}) fact where ${picked} group by fact.cluster_id, fact.node_id`;
}

function assetColumns(): Fragment {
  return sql.join([
    ...CAPACITY_COLUMNS.map((column) => sql`assets.${sql.ref(column)}`),
    ...ASSET_COLUMNS.map((column) => sql`coalesce(assets.${sql.ref(column)}, 0) as ${sql.ref(column)}`),
  ]);
}

/**
 * Of a question about some namespaces, workloads or labels, a node's share is what those took of it. In the order of
 * `NODE_COLUMNS`, so that both kinds of rows stand in one relation.
 */
function takenColumns(sizes: Fragment): Fragment {
  return sql.join([
    ...CAPACITY_COLUMNS.map((column) => sql`${sizes}.${sql.ref(column)}`),
    ...PARTS.map((part) => sql`usage.${sql.ref(`${part}_nano`)} as ${sql.ref(`${part}_asset_nano`)}`),
    ...PARTS.map((part) => sql`usage.${sql.ref(`${part}_nano`)} as ${sql.ref(`${part}_allocated_nano`)}`),
    ...PARTS.map((part) => sql`0::bigint as ${sql.ref(`${part}_idle_nano`)}`),
    ...PARTS.map((part) => sql`0::bigint as ${sql.ref(`${part}_unobserved_nano`)}`),
    ...COUNTED_SOURCES.map(
      (source) => sql`coalesce(usage.${sql.ref(`${source}_nano`)}, 0) as ${sql.ref(`${source}_asset_nano`)}`,
    ),
  ]);
}

function sumsList(columns: readonly string[]): Fragment {
  return sql.join(columns.map((column) => sql`sum(${sql.ref(column)}) as ${sql.ref(column)}`));
}
