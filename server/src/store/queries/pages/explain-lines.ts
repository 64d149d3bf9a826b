import type { ExplainLine, PriceSource } from "@kubecent/shared";
import type pg from "pg";
import { MEASURE_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { tableOfClusters } from "../relations/table-of-clusters.ts";
import { narrowed } from "../where/narrowing.ts";
import { filterCondition } from "../where/conditions.ts";
import { refuseGoneHours } from "../where/resolution-gone.ts";
import { openHours } from "../../access/visibility.ts";
import { readSeen } from "../where/seen-rows.ts";
import type { AskedSelection, CostSelection } from "../where/selection.ts";
import { withStretches } from "../where/row-stretches.ts";
import { type LineShape, SEVERAL_PRICES } from "./line-detail.ts";

/** A line of an explanation as it is stored: money and quantities in nano-units, traffic in bytes. */
export interface StoredLine {
  readonly part: ExplainLine["part"];
  readonly of: string;
  readonly things: bigint;
  readonly quantity: bigint;
  readonly requested: bigint | null;
  readonly used: bigint | null;
  readonly price_pico: bigint | null;
  readonly price_source: PriceSource | null;
  readonly rule: string;
  readonly nano: bigint;
  readonly ran_seconds: bigint;
  readonly seen_seconds: bigint;
  readonly scaled: boolean;
}

/**
 * Reads what made the cost of a selection: a line for each part of each node at each of its prices, for each
 * volume and load balancer at each of theirs, and one for traffic.
 */
export async function readExplainLines(
  client: pg.ClientBase,
  asked: AskedSelection,
  { limit, detail }: LineShape,
): Promise<StoredLine[]> {
  const byHour = await withStretches(client, { ...asked, readFrom: "facts" });
  refuseGoneHours(byHour, "nothing is kept of which container paid which price");
  const facts = pickedFacts(byHour);
  if (asked.partial) await openPaid(client, facts);
  const paying = { facts, clusterIds: asked.clusterIds };
  const parts = [nodeLines(paying, "cpu"), nodeLines(paying, "ram"), nodeLines(paying, "gpu")];
  const others = [
    assetLines(paying, { part: "volume", nano: sql`volume_nano`, taken: sql`volume_nano_gib_hours` }),
    assetLines(paying, {
      part: "loadBalancer",
      nano: sql`load_balancer_nano`,
      taken: sql`load_balancer_nano_hours`,
    }),
    networkLine(facts),
  ];
  const lines = sql`select *, 1::bigint as things from (${sql.join([...parts, ...others], sql` union all `)}) line
    where nano > 0 or quantity > 0`;
  return run<StoredLine>(
    client,
    sql`select * from (${detail === "each" ? lines : addedUp(lines, detail)}) lines
      order by nano desc, part, "of", rule limit ${limit}`,
  );
}

/** Lines of one part at one price added up, or of one source of prices. One that stands for a single thing keeps its name. */
function addedUp(lines: Fragment, by: "price" | "source"): Fragment {
  const [told, keys] =
    by === "price"
      ? [sql`price_pico, price_source, rule`, sql`price_pico, price_source, rule`]
      : [sql`null::bigint as price_pico, price_source, ${SEVERAL_PRICES}::text as rule`, sql`price_source`];
  return sql`select part, case when count(distinct "of") = 1 then min("of") else '' end as "of", sum(quantity) as quantity,
      sum(requested) as requested, sum(used) as used, ${told}, sum(nano) as nano,
      sum(ran_seconds) as ran_seconds, sum(seen_seconds) as seen_seconds, bool_or(scaled) as scaled,
      count(distinct "of") as things
    from (${lines}) each_line group by part, ${keys}`;
}

/**
 * Whoever sees a part of a cluster sees what they pay for: the prices of the nodes that their containers ran on, and of
 * their volumes and load balancers. Which those are is told by rows that they may see.
 */
async function openPaid(client: pg.ClientBase, facts: Fragment): Promise<void> {
  const [paid] = await run<{ nodes: bigint[] | null; assets: bigint[] | null }>(
    client,
    sql`select array_agg(distinct node_id) as nodes, array_agg(distinct asset_id) as assets from (${facts}) fact`,
  );
  await openHours(client, { nodeIds: paid?.nodes ?? [], assetIds: paid?.assets ?? [] });
}

const FACT_COLUMNS = [
  "namespace_id",
  "controller_id",
  "pod_id",
  "container_id",
  "node_id",
  "label_set_id",
  "kind",
  "span",
  "asset_id",
  "scaled",
];

/** A namespace's or a pod's rows are found by index in each hour, as in every question. */
function pickedFacts(selection: CostSelection): Fragment {
  const columns = sql.join([...FACT_COLUMNS, ...MEASURE_COLUMNS].map((column) => sql.ref(column)));
  const tables = {
    hours: sql`container_hour`,
    days: sql`container_day`,
    hourColumns: columns,
    dayColumns: columns,
    condition: narrowed(selection.narrowing, ["namespace_id", "controller_id", "pod_id", "node_id"]),
  };
  const picked = readSeen(selection, { whole: tables, partial: tables });
  return sql`select * from (${picked}) fact where ${filterCondition(selection)}`;
}

/** The columns of container_hour that hold a part's quantities. */
const COLUMNS = {
  cpu: {
    taken: sql`cpu_nano_core_hours`,
    requested: sql`cpu_request_nano_core_hours`,
    used: sql`cpu_usage_nano_core_hours`,
    seen: sql`cpu_seen_seconds`,
  },
  ram: {
    taken: sql`ram_nano_gib_hours`,
    requested: sql`ram_request_nano_gib_hours`,
    used: sql`ram_usage_nano_gib_hours`,
    seen: sql`ram_seen_seconds`,
  },
  gpu: { taken: sql`gpu_nano_hours`, requested: sql`gpu_nano_hours`, used: null, seen: sql`ran_seconds` },
} as const;

/** The rows of those who pay, and the clusters that these are of. */
interface Paying {
  readonly facts: Fragment;
  readonly clusterIds: readonly number[];
}

function nodeLines({ facts, clusterIds }: Paying, part: "cpu" | "ram" | "gpu"): Fragment {
  const { taken, requested, used, seen } = COLUMNS[part];
  const isGpu = part === "gpu";
  return sql`select ${part}::text as part, node.name as "of", sum(${taken}) as quantity,
      sum(${requested}) as requested,
      ${used ? sql`sum(${used})` : sql`null::bigint`} as used,
      ${sql.ref(`${part}_price_pico`)} as price_pico,
      ${isGpu ? sql`coalesce(gpu_price_source, price_source)` : sql`price_source`} as price_source,
      ${isGpu ? sql`gpu_price_rule` : sql`price_rule`} as rule, sum(${sql.ref(`${part}_nano`)}) as nano,
      sum(ran_seconds) as ran_seconds, sum(${seen}) as seen_seconds, bool_or(scaled) as scaled
    from (${facts}) fact
    join ${tableOfClusters("node_hour", clusterIds)} using (cluster_id, hour, node_id, span)
    join ${tableOfClusters("node", clusterIds)} using (cluster_id, node_id)
    where fact.kind = 0 group by 1, 2, 6, 7, 8`;
}

/** The part of a bill that is of one kind of asset: its columns of money and quantity. */
interface AssetPart {
  readonly part: string;
  readonly nano: Fragment;
  readonly taken: Fragment;
}

function assetLines({ facts, clusterIds }: Paying, { part, nano, taken }: AssetPart): Fragment {
  return sql`select ${part}::text, asset.name, sum(${taken}), null::bigint, null::bigint, price_pico,
      price_source, price_rule, sum(${nano}), 0::bigint, 0::bigint, false
    from (${facts}) fact
    join ${tableOfClusters("asset_hour", clusterIds)} using (cluster_id, hour, asset_id)
    join ${tableOfClusters("asset", clusterIds)} using (cluster_id, asset_id)
    where asset.kind = ${part} group by 2, 6, 7, 8`;
}

/** A pod's share of each reach is split by bytes; its money is kept as one. */
function networkLine(facts: Fragment): Fragment {
  return sql`select 'network'::text, '', coalesce(sum(network_zone_bytes) + sum(network_region_bytes)
      + sum(network_internet_bytes), 0), null::bigint, null::bigint, null::bigint, null::text,
      'each reach priced as a whole and split by bytes', coalesce(sum(network_nano), 0),
      0::bigint, 0::bigint, false
    from (${facts}) fact`;
}
