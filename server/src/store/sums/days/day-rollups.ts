import { ASSET_SUMS, type AssetSum, NODE_SUMS } from "../asset-sums.ts";
import { MEASURE_COLUMNS } from "../../connection/columns.ts";
import type { StoredSums } from "../stored-sums.ts";

/** How a table's day is made from its hours; $1 is the cluster's id, $2 the day. */
interface DayRollup extends StoredSums {
  /** Whether it is made of container-hours, which are dropped before the hours' sums are. */
  readonly isOfFacts: boolean;
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

const WITHIN = `fact.cluster_id = $1 and fact.hour >= $2
  and fact.hour < $2::timestamptz + interval '24 hours'`;

/** The sums of a day, each made anew from all of the day's hours. */
export const DAY_ROLLUPS: readonly DayRollup[] = [
  {
    isOfFacts: true,
    ...daySums("container_day", {
      keys: CONTAINER_KEYS,
      from: "container_hour fact",
      sums: MEASURE_COLUMNS.map(sumOfColumn),
      more: [{ column: "scaled", value: "bool_or(scaled)" }],
    }),
  },
  {
    isOfFacts: true,
    ...daySums("label_set_day", {
      keys: ["namespace_id", "controller_id", "label_set_id", "namespace_label_set_id"],
      from: "container_hour fact",
      sums: MEASURE_COLUMNS.map(sumOfColumn),
    }),
  },
  measuresDay("total_day", [], "namespace_hour fact"),
  measuresDay("namespace_day", ["namespace_id"], "namespace_hour fact"),
  measuresDay(
    "controller_day",
    ["namespace_id", "controller_id"],
    "controller_hour fact join controller using (cluster_id, controller_id)",
  ),
  measuresDay("node_usage_day", ["node_id"], "node_usage_hour fact"),
  assetsDay("node_day", { keys: ["node_id"], from: "node_hour fact", sums: NODE_SUMS }),
  assetsDay("asset_day", { keys: ["asset_id"], from: "asset_hour fact", sums: ASSET_SUMS }),
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
  return { isOfFacts: false, ...daySums(table, { keys, from, sums }) };
}

function assetsDay(table: string, question: Pick<DaySums, "keys" | "from" | "sums">): DayRollup {
  return { isOfFacts: false, ...daySums(table, question) };
}

function sumOfColumn(column: string): AssetSum {
  return { column, ofRow: column };
}

function daySums(table: string, { keys, from, sums, more = [] }: DaySums): StoredSums {
  const columns = [...keys, ...more.map(({ column }) => column), ...sums.map(({ column }) => column)];
  const values = [
    ...keys,
    ...more.map(({ value }) => value),
    ...sums.map(({ ofRow }) => `sum(${ofRow})::bigint`),
  ];
  return {
    table,
    columns: ["cluster_id", "day", ...columns],
    stored: "cluster_id = $1 and day = $2",
    made: `select cluster_id, $2::timestamptz as day, ${values.join(", ")} from ${from}
      where ${WITHIN} group by ${["cluster_id", ...keys].join(", ")}`,
  };
}
