import { ASSET_SUMS, type AssetSum, NODE_SUMS } from "../asset-sums.ts";
import { MEASURE_COLUMNS } from "../columns.ts";

/** How a table's day is made from its hours; $1 is the cluster's id, $2 the day, $3 the end of it. */
export interface DayRollup {
  readonly table: string;
  /** Whether it is made of container-hours, which are dropped before the hours' sums are. */
  readonly isOfFacts: boolean;
  readonly insertDay: string;
}

const CONTAINER_KEYS = [
  "namespace_id",
  "controller_id",
  "pod_id",
  "container_id",
  "node_id",
  "label_set_id",
  "namespace_label_set_id",
  "asset_id",
  "kind",
];

const WITHIN = "fact.cluster_id = $1 and fact.hour >= $2 and fact.hour < $3";

/** The sums of a day, each made anew from all of the day's hours. */
export const DAY_ROLLUPS: readonly DayRollup[] = [
  {
    table: "container_day",
    isOfFacts: true,
    insertDay: insertSums("container_day", {
      keys: CONTAINER_KEYS,
      from: "container_hour fact",
      sums: MEASURE_COLUMNS.map(sumOfColumn),
      more: [{ column: "scaled", value: "bool_or(scaled)" }],
    }),
  },
  {
    table: "label_set_day",
    isOfFacts: true,
    insertDay: insertSums("label_set_day", {
      keys: ["namespace_id", "controller_id", "label_set_id", "namespace_label_set_id"],
      from: "container_hour fact",
      sums: MEASURE_COLUMNS.map(sumOfColumn),
    }),
  },
  measuresDay("namespace_day", ["namespace_id"], "namespace_hour fact"),
  measuresDay(
    "controller_day",
    ["namespace_id", "controller_id"],
    "controller_hour fact join controller using (cluster_id, controller_id)",
  ),
  measuresDay("node_usage_day", ["node_id"], "node_usage_hour fact"),
  assetsDay("node_day", "node_id", "node_hour fact", NODE_SUMS),
  assetsDay("asset_day", "asset_id", "asset_hour fact", ASSET_SUMS),
];

interface DaySums {
  readonly keys: readonly string[];
  readonly from: string;
  readonly sums: readonly AssetSum[];
  /** What else stands in a row, as an aggregate over its hours. */
  readonly more?: readonly { readonly column: string; readonly value: string }[];
}

function measuresDay(table: string, keys: readonly string[], from: string): DayRollup {
  const sums = MEASURE_COLUMNS.map(sumOfColumn);
  return { table, isOfFacts: false, insertDay: insertSums(table, { keys, from, sums }) };
}

function assetsDay(table: string, key: string, from: string, sums: readonly AssetSum[]): DayRollup {
  return { table, isOfFacts: false, insertDay: insertSums(table, { keys: [key], from, sums }) };
}

function sumOfColumn(column: string): AssetSum {
  return { column, ofRow: column };
}

function insertSums(table: string, { keys, from, sums, more = [] }: DaySums): string {
  const columns = [...keys, ...more.map(({ column }) => column), ...sums.map(({ column }) => column)];
  const values = [
    ...keys,
    ...more.map(({ value }) => value),
    ...sums.map(({ ofRow }) => `sum(${ofRow})::bigint`),
  ];
  return `insert into ${table} (cluster_id, day, ${columns.join(", ")})
    select cluster_id, $2::timestamptz, ${values.join(", ")} from ${from}
    where ${WITHIN} group by cluster_id, ${keys.join(", ")}`;
}
