import type { PriceSource } from "@kubecent/shared";
import type pg from "pg";
import { openOwnAssets } from "../../access/own-assets.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { readTables } from "../relations/stored-tables.ts";
import { withStretches } from "../where/row-stretches.ts";
import { partialClusters, wholeClusters } from "../where/seen-rows.ts";
import type { AskedSelection, CostSelection } from "../where/selection.ts";
import { tableOfClusters } from "../relations/table-of-clusters.ts";
import type { AssetPageKind } from "./asset-page.ts";
import { type LineShape, SEVERAL_PRICES } from "./line-detail.ts";

/** A line about an asset as it is stored: money and quantities in nano-units, traffic in bytes. */
export interface StoredAssetLine {
  readonly kind: AssetPageKind;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly provider_id: string;
  readonly type: string;
  readonly pool: string;
  readonly spot: boolean | null;
  readonly capacity_type: string;
  readonly part: "cpu" | "ram" | "gpu" | "";
  readonly things: bigint;
  readonly quantity: bigint;
  readonly price_pico: bigint | null;
  readonly price_source: PriceSource;
  readonly rule: string;
  readonly first_hour: Date;
  readonly last_hour: Date;
  readonly nano: bigint;
  readonly allocated_nano: bigint;
  readonly idle_nano: bigint;
  readonly unobserved_nano: bigint;
}

interface AssetLinesQuestion {
  readonly selection: AskedSelection;
  readonly kinds: readonly AssetPageKind[] | null;
  readonly names: readonly string[] | null;
}

/**
 * Reads what made the cost of assets: a line for each part of each node, and for each other asset, at each of its prices.
 * Prices stand in hours alone, so no day is read.
 */
export async function readAssetLines(
  client: pg.ClientBase,
  { selection: asked, kinds, names }: AssetLinesQuestion,
  { limit, detail }: LineShape,
): Promise<StoredAssetLine[]> {
  const selection = await withStretches(client, { ...asked, readFrom: "facts" });
  const ownIds = await openOwnAssets(client, selection);
  const parts = (["cpu", "ram", "gpu"] as const).map((part) => nodeLines(selection, part));
  const all = sql.join([...parts, otherLines(selection, ownIds)], sql` union all `);
  const each = sql`select *, 1::bigint as things from (${all}) line where (nano > 0 or quantity > 0)
    and ${kinds ? sql`kind = any(${kinds})` : sql`true`} and ${names ? sql`name = any(${names})` : sql`true`}`;
  return run<StoredAssetLine>(
    client,
    sql`select * from (${detail === "each" ? each : addedUp(each, detail)}) lines
      order by nano desc, cluster, kind, namespace, name, provider_id, type, pool, part, rule, first_hour limit ${limit}`,
  );
}

/** Each line's sums, and the hours that it is about. */
const SUMS = sql`sum(quantity) as quantity, min(first_hour) as first_hour, max(last_hour) as last_hour,
  sum(nano) as nano, sum(allocated_nano) as allocated_nano, sum(idle_nano) as idle_nano,
  sum(unobserved_nano) as unobserved_nano`;

/** A name that all lines of a sum have; "" where they differ. */
function sameName(column: string): Fragment {
  const name = sql.ref(column);
  return sql`case when min(${name}) = max(${name}) then min(${name}) else '' end as ${name}`;
}

/** Lines of one kind and part at one price added up, or of one source of prices. One that stands for a single thing keeps its name. */
function addedUp(lines: Fragment, by: "price" | "source"): Fragment {
  const [told, keys] =
    by === "price"
      ? [sql`price_pico, price_source, rule`, sql`price_pico, price_source, rule`]
      : [sql`null::bigint as price_pico, price_source, ${SEVERAL_PRICES}::text as rule`, sql`price_source`];
  return sql`select kind, cluster, ${sql.join(["namespace", "name", "provider_id", "type", "pool"].map(sameName))},
      null::boolean as spot, '' as capacity_type, part, ${told}, ${SUMS},
      count(distinct concat_ws(chr(10), namespace, name, provider_id, type, pool)) as things
    from (${lines}) each_line group by kind, cluster, part, ${keys}`;
}

const QUANTITIES = {
  cpu: sql`cpu_capacity_nano_core_hours`,
  ram: sql`ram_capacity_nano_gib_hours`,
  gpu: sql`gpu_capacity_nano_hours`,
} as const;

function nodeLines(selection: CostSelection, part: keyof typeof QUANTITIES): Fragment {
  const nano = (share: string): Fragment => sql.ref(`${part}_${share}_nano`);
  const isGpu = part === "gpu";
  const hours = rowsOf(wholeClusters(selection), {
    table: sql`node_hour`,
    columns: sql`node_id as id, ${QUANTITIES[part]} as quantity, ${sql.ref(`${part}_price_pico`)} as price_pico,
      ${isGpu ? sql`coalesce(gpu_price_source, price_source)` : sql`price_source`} as price_source,
      ${isGpu ? sql`gpu_price_rule` : sql`price_rule`} as rule, ${nano("asset")} as nano,
      ${nano("unobserved")} as unobserved_nano, ${nano("allocated")} as allocated_nano, ${nano("idle")} as idle_nano`,
  });
  return sql`select 'node' as kind, cluster.name as cluster, '' as namespace, node.name, node.provider_id,
      node.instance_type as type, node.pool, node.spot, node.capacity_type, ${part}::text as part, summed.*
    from (${summedByPrice(hours, ["allocated_nano", "idle_nano"])}) summed
    join cluster using (cluster_id) join ${tableOfClusters("node", selection.clusterIds)} on node.cluster_id = summed.cluster_id and node.node_id = summed.id`;
}

function otherLines(selection: CostSelection, ownIds: readonly bigint[]): Fragment {
  const table = {
    table: sql`asset_hour`,
    columns: sql`asset_id as id, quantity, price_pico, price_source, price_rule as rule, cost_nano as nano,
      unobserved_nano`,
  };
  const whole = rowsOf(wholeClusters(selection), table);
  const partial = partialClusters(selection)?.selection;
  const own = sql`asset_id = any(${ownIds}::bigint[])`;
  const hours = partial ? sql`${whole} union all ${rowsOf(partial, { ...table, condition: own })}` : whole;
  return sql`select asset.kind, cluster.name as cluster, asset.namespace, asset.name, asset.provider_id,
      asset.storage_class as type, '' as pool, null::boolean as spot, '' as capacity_type, '' as part, summed.*,
      case when kind = 'fee' then 0 else nano - unobserved_nano end as allocated_nano, 0::bigint as idle_nano
    from (${summedByPrice(hours)}) summed
    join cluster using (cluster_id) join ${tableOfClusters("asset", selection.clusterIds)} on asset.cluster_id = summed.cluster_id and asset.asset_id = summed.id`;
}

interface HourTable {
  readonly table: Fragment;
  readonly columns: Fragment;
  readonly condition?: Fragment;
}

function rowsOf(selection: CostSelection, { table, columns, condition }: HourTable): Fragment {
  // No day is read here.
  const tables = { hours: table, days: table, hourColumns: columns, dayColumns: columns };
  return readTables(selection, { ...tables, condition: condition ?? null });
}

function summedByPrice(hours: Fragment, more: readonly string[] = []): Fragment {
  const sums = ["quantity", "nano", "unobserved_nano", ...more].map(
    (name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`,
  );
  return sql`select cluster_id, id, price_pico, price_source, rule, min(hour) as first_hour, max(hour) as last_hour,
      ${sql.join(sums)}
    from (${hours}) fact group by cluster_id, id, price_pico, price_source, rule`;
}
