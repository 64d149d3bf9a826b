import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type {
  AssetCosts,
  CostRow,
  CostRowKind,
  HourCosts,
  NodeCosts,
} from "../domain/allocation/hour-costs.ts";
import { MEASURES } from "../domain/allocation/measures.ts";
import { MEASURE_COLUMNS } from "./columns.ts";
import { copyRows } from "./copy-rows.ts";
import type { IdScope } from "./dimensions.ts";
import { type HourIds, hourIds } from "./hour-ids.ts";
import { ROLLUPS } from "./rollups.ts";

/** How a row's kind is kept; the numbers are in the data for good. */
const KIND_NUMBERS: Readonly<Record<CostRowKind, number>> = {
  container: 0,
  pod: 1,
  service: 2,
  unmounted: 3,
};

const FACT_KEYS = [
  "cluster_id",
  "hour",
  "namespace_id",
  "controller_id",
  "pod_id",
  "container_id",
  "node_id",
  "label_set_id",
  "kind",
  "scaled",
];

const NODE_COLUMNS = [
  "cluster_id",
  "hour",
  "node_id",
  "described",
  "overcommitted",
  "price_source",
  "cpu_capacity_nano_core_hours",
  "ram_capacity_nano_gib_hours",
  "gpu_capacity_nano_hours",
  ...["asset", "allocated", "idle", "unobserved"].flatMap((share) =>
    ["cpu", "ram", "gpu"].map((part) => `${part}_${share}_nano`),
  ),
];

const ASSET_COLUMNS = [
  "cluster_id",
  "hour",
  "asset_id",
  "quantity",
  "cost_nano",
  "unobserved_nano",
  "price_source",
];

/** Writes the rows, rollups and assets of an hour that has none, inside the transaction that `client` is in. */
export async function writeHourRows(scope: IdScope, hour: HourCosts): Promise<void> {
  const { client, clusterId } = scope;
  const instant = new Date(hour.hour).toISOString();
  await client.query("select ensure_container_hour_partition($1)", [instant]);
  const ids = await hourIds(scope, hour);
  const place = [clusterId, instant] as const;
  await copyRows(
    client,
    "container_hour",
    [...FACT_KEYS, ...MEASURE_COLUMNS],
    hour.rows.map((row) => [...place, ...factCells(row, ids)]),
  );
  await copyRows(
    client,
    "node_hour",
    NODE_COLUMNS,
    hour.nodes.map((node) => [...place, ...nodeCells(node, ids)]),
  );
  await copyRows(
    client,
    "asset_hour",
    ASSET_COLUMNS,
    hour.assets.map((asset) => [...place, ...assetCells(asset, ids)]),
  );
  for (const rollup of ROLLUPS) await client.query(rollup.insertHour, [clusterId, instant]);
}

/** Removes an hour's rows, rollups and assets; its record stays. */
export async function deleteHourRows(client: pg.PoolClient, clusterId: number, hour: Instant): Promise<void> {
  const tables = ["container_hour", "node_hour", "asset_hour", ...ROLLUPS.map((rollup) => rollup.table)];
  for (const table of tables) {
    await client.query(`delete from ${table} where cluster_id = $1 and hour = $2`, [
      clusterId,
      new Date(hour),
    ]);
  }
}

function factCells(row: CostRow, ids: HourIds): (bigint | number | boolean)[] {
  const { namespace, controller, pod, container, node, labelSet } = ids.row(row);
  return [
    namespace,
    controller,
    pod,
    container,
    node,
    labelSet,
    KIND_NUMBERS[row.kind],
    row.scaled,
    ...MEASURES.map((measure) => row.measures[measure]),
  ];
}

function nodeCells(node: NodeCosts, ids: HourIds): (bigint | boolean | string)[] {
  const shares = [node.capacity, node.asset, node.allocated, node.idle, node.unobserved];
  return [
    ids.node(node.name),
    node.described,
    node.overcommitted,
    node.priceSource,
    ...shares.flatMap((share) => [share.cpu, share.ram, share.gpu]),
  ];
}

function assetCells(asset: AssetCosts, ids: HourIds): (bigint | string)[] {
  return [
    ids.asset(asset.kind, asset.namespace, asset.name),
    asset.quantity,
    asset.costNano,
    asset.unobservedNano,
    asset.priceSource,
  ];
}
