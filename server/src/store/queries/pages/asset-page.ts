import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { openOwnAssets } from "../../access/own-assets.ts";
import { tableOfClusters } from "../relations/table-of-clusters.ts";
import { nodeAssets, otherAssets, ownAssets } from "../relations/asset-tables.ts";
import type { AskedSelection, CostSelection } from "../where/selection.ts";
import {
  type PageBounds,
  type PageKey,
  type PageOrder,
  type PagePosition,
  readPage,
} from "../../paging/keyset-page.ts";
import type { PageSource } from "../../paging/page-source.ts";
import { withStretches } from "../where/row-stretches.ts";

const SUMS = [
  "cpu_nano",
  "ram_nano",
  "gpu_nano",
  "idle_nano",
  "unobserved_nano",
  "total_nano",
  "custom_nano",
  "karpenter_nano",
  "list_nano",
  "estimate_nano",
  "default_nano",
  "core_hours",
  "unpriced_core_hours",
] as const;

/**
 * What tells assets apart, and their order where they cost the same. Not their ids: those count the assets of
 * everybody, and would stand in cursors.
 */
const ASSET_KEYS: readonly PageKey[] = [
  ...["cluster", "kind", "namespace", "name", "provider_id", "type", "region", "pool"].map((name) => ({
    name,
  })),
  { name: "spot", type: "boolean" },
  { name: "capacity_type", isLater: true },
];
const DEAREST_FIRST: PageOrder = { by: sql`total_nano`, descending: true, keys: ASSET_KEYS };

/** What assets cost, in nano-units. */
export type AssetSums = Readonly<Record<(typeof SUMS)[number], bigint>>;

export type AssetPageKind = "node" | "volume" | "loadBalancer" | "network" | "fee";

export interface SummedAsset extends AssetSums {
  readonly kind: AssetPageKind;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly provider_id: string;
  readonly type: string;
  readonly region: string;
  readonly pool: string;
  readonly spot: boolean;
  readonly capacity_type: string;
  /** Seconds of a node, nano-hours or nano-GiB-hours of others, bytes of traffic. */
  readonly quantity: bigint;
}

export interface AssetPage {
  readonly rows: readonly SummedAsset[];
  readonly totals: AssetSums;
  readonly next: PagePosition | null;
}

interface AssetPageQuestion extends PageBounds {
  readonly selection: AskedSelection;
  readonly kinds: readonly AssetPageKind[] | null;
}

/** Reads one page of assets, the dearest first, and the totals over all pages. */
export async function readAssetPage(source: PageSource, question: AssetPageQuestion): Promise<AssetPage> {
  const { client } = source;
  const { kinds } = question;
  const selection = await source.once("stretches", () => withStretches(client, question.selection));
  const picked = kinds ? sql`kind = any(${kinds})` : sql`true`;
  const ownIds = await source.once("own assets", () => openOwnAssets(client, selection));
  const kept = sql`${nodes(selection)} union all ${others(selection, ownIds)}`;
  const assets = sql`select * from (${kept}) assets where ${picked}`;
  const ordered = { from: sql`(${assets})`, order: DEAREST_FIRST };
  const { rows, next } = await readPage<SummedAsset & Record<string, unknown>>(source, ordered, question);
  const sums = SUMS.map((column) => sql`coalesce(sum(${sql.ref(column)}), 0) as ${sql.ref(column)}`);
  const [totals] = await source.once("totals", () =>
    run<AssetSums>(client, sql`select ${sql.join(sums)} from (${assets}) page`),
  );
  if (!totals) throw new Error("A sum over assets gave no row");
  return { rows, totals, next };
}

function sourceSums(ending: string): Fragment {
  return sql.join(
    COUNTED_SOURCES.map(
      (source) => sql`coalesce(sum(${sql.ref(source + ending)}), 0) as ${sql.ref(`${source}_nano`)}`,
    ),
  );
}

function nodes(selection: CostSelection): Fragment {
  return sql`select 'node' as kind, cluster.name as cluster, '' as namespace, node.name, node.provider_id,
      node.instance_type as type, node.region, node.pool, node.spot, node.capacity_type, summed.*
    from (select fact.cluster_id, fact.node_id,
        sum(ran_nano_hours) as quantity,
        sum(cpu_asset_nano) as cpu_nano, sum(ram_asset_nano) as ram_nano,
        sum(gpu_asset_nano) as gpu_nano,
        sum(cpu_idle_nano) + sum(ram_idle_nano) + sum(gpu_idle_nano) as idle_nano,
        sum(cpu_unobserved_nano) + sum(ram_unobserved_nano) + sum(gpu_unobserved_nano) as unobserved_nano,
        sum(cpu_asset_nano) + sum(ram_asset_nano) + sum(gpu_asset_nano) as total_nano,
        ${sourceSums("_asset_nano")},
        sum(cpu_capacity_nano_core_hours) as core_hours,
        coalesce(sum(unpriced_nano_core_hours), 0) as unpriced_core_hours
      from (${nodeAssets(selection)}) fact group by fact.cluster_id, fact.node_id) summed
    join cluster using (cluster_id) join ${tableOfClusters("node", selection.clusterIds)} using (cluster_id, node_id)`;
}

function others(selection: CostSelection, ownIds: readonly bigint[]): Fragment {
  const none = sql`0::bigint`;
  return sql`select asset.kind, cluster.name as cluster, asset.namespace, asset.name, asset.provider_id,
      asset.storage_class as type, '' as region, '' as pool, false as spot,
      '' as capacity_type, summed.*
    from (select fact.cluster_id, fact.asset_id, sum(quantity) as quantity,
        ${none} as cpu_nano, ${none} as ram_nano, ${none} as gpu_nano, ${none} as idle_nano,
        sum(unobserved_nano) as unobserved_nano, sum(cost_nano) as total_nano,
        ${sourceSums("_nano")}, ${none} as core_hours, ${none} as unpriced_core_hours
      from (${otherAssets(selection)} union all ${ownAssets(selection, ownIds)}) fact
      group by fact.cluster_id, fact.asset_id) summed
    join cluster using (cluster_id) join ${tableOfClusters("asset", selection.clusterIds)} using (cluster_id, asset_id)`;
}
