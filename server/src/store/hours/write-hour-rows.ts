import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { CostRow, HourCosts } from "../../domain/allocation/hour-costs.ts";
import type { UsageSketch } from "../../domain/usage/observed-usage.ts";
import { MEASURES, SPARSE_MEASURES } from "../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS } from "../connection/columns.ts";
import { ASSET_HOUR_COLUMNS, assetHourCells, NODE_HOUR_COLUMNS, nodeHourCells } from "./asset-cells.ts";
import { copyInto, loadRows } from "./load-rows.ts";
import type { IdScope } from "../names/dimensions.ts";
import { factPartition } from "./fact-partition.ts";
import { type HourIds, hourIds } from "./hour-ids.ts";
import { ROW_KINDS } from "./hour-place.ts";
import { ROLLUPS } from "../sums/rollups.ts";
import { writeSketches } from "../sketches/write-sketches.ts";
import { insertSums } from "../sums/stored-sums.ts";

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
  "span",
  "asset_id",
  "namespace_label_set_id",
];

/**
 * Writes the rows, rollups and assets of an hour that has none, inside a transaction of `withPartition` that `client` is
 * in, and replaces its sketches of usage where there are new ones.
 */
export async function writeHourRows(
  scope: IdScope,
  hour: HourCosts,
  usage?: readonly UsageSketch[],
): Promise<void> {
  const { client, clusterId } = scope;
  const instant = new Date(hour.hour).toISOString();
  const partition = await factPartition(client, instant);
  const ids = await hourIds(scope, hour);
  const place = [clusterId, instant] as const;
  await copyInto(
    client,
    { table: partition, columns: [...FACT_KEYS, ...MEASURE_COLUMNS] },
    factRows(hour, place, ids),
  );
  await loadRows(
    client,
    { table: "node_hour", columns: NODE_HOUR_COLUMNS },
    hour.nodes.map((node) => [...place, ...nodeHourCells(node, ids)]),
  );
  await loadRows(
    client,
    { table: "asset_hour", columns: ASSET_HOUR_COLUMNS },
    hour.assets.map((asset) => [...place, ...assetHourCells(asset, ids)]),
  );
  for (const rollup of ROLLUPS) await client.query(insertSums(rollup), [clusterId, instant]);
  if (usage) await writeSketches(client, { clusterId, hour: hour.hour, rows: hour.rows, usage }, ids.row);
}

/** Removes an hour's rows, rollups and assets; its record stays, and its sketches until there are new ones. */
export async function deleteHourRows(client: pg.PoolClient, clusterId: number, hour: Instant): Promise<void> {
  const tables = ["container_hour", "node_hour", "asset_hour", ...ROLLUPS.map((rollup) => rollup.table)];
  for (const table of tables) {
    await client.query(`delete from ${table} where cluster_id = $1 and hour = $2`, [
      clusterId,
      new Date(hour),
    ]);
  }
}

/** One by one: all cells of a large hour at once take as much memory as the hour. */
function* factRows(
  { rows }: HourCosts,
  place: readonly [number, string],
  ids: HourIds,
): Generator<(bigint | number | boolean | string | null)[]> {
  for (const row of rows) yield [...place, ...factCells(row, ids)];
}

function factCells(row: CostRow, ids: HourIds): (bigint | number | boolean | null)[] {
  const { namespace, controller, pod, container, node, labelSet, namespaceLabelSet, asset } = ids.row(row);
  return [
    namespace,
    controller,
    pod,
    container,
    node,
    labelSet,
    ROW_KINDS.indexOf(row.kind),
    row.scaled,
    row.span,
    asset,
    namespaceLabelSet,
    ...MEASURES.map((measure) =>
      SPARSE_MEASURES.includes(measure) && row.measures[measure] === 0n ? null : row.measures[measure],
    ),
  ];
}
