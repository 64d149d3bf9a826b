import { ASSET_SUMS, type AssetSum, NODE_SUMS } from "../asset-sums.ts";
import { MEASURE_COLUMNS, WEIGHT_COLUMNS } from "../../connection/columns.ts";
import { CLUSTER_ASSET_COLUMNS, CLUSTER_ASSET_HOURS } from "../cluster-sums.ts";
import type { StoredSums } from "../stored-sums.ts";

/** How a table's day is made from its hours; $1 is the cluster's id, $2 the day. */
interface DayRollup extends StoredSums {
  /** Whether it is made of container-hours, which are dropped before the hours' sums are. */
  readonly isOfFacts: boolean;
  /** Whether it came after days had been made without it: their records say which have it. */
  readonly isLater?: true;
  /** The query that makes the day's rows of its hours from $3 up to $4. */
  readonly madeOfHours: string;
  /** The statement that adds those to what is there of the day. */
  readonly addHours: string;
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

const WHOLE_DAY = "fact.hour >= $2 and fact.hour < $2::timestamptz + interval '24 hours'";
const SOME_HOURS = "fact.hour >= $3 and fact.hour < $4";

const MEASURE_SUMS = MEASURE_COLUMNS.map(sumOfColumn);

/** The sums of a day, each made anew from all of the day's hours. */
export const DAY_ROLLUPS: readonly DayRollup[] = [
  daySums("container_day", {
    isOfFacts: true,
    keys: CONTAINER_KEYS,
    from: "container_hour fact",
    sums: MEASURE_SUMS,
    flags: ["scaled"],
  }),
  daySums("label_set_day", {
    isOfFacts: true,
    keys: ["namespace_id", "controller_id", "label_set_id", "namespace_label_set_id"],
    from: "container_hour fact",
    sums: MEASURE_SUMS,
    unique: ["controller_id", "label_set_id", "namespace_label_set_id"],
  }),
  {
    ...daySums("namespace_node_day", {
      keys: ["namespace_id", "node_id"],
      from: "container_hour fact",
      sums: WEIGHT_COLUMNS.map(sumOfColumn),
    }),
    isLater: true,
    // Of the day by container, which is made before it and outlives the container-hours.
    made: `select cluster_id, day, namespace_id, node_id, sum(cpu_nano)::bigint, sum(ram_nano)::bigint, sum(gpu_nano)::bigint
      from container_day where cluster_id = $1 and day = $2 group by cluster_id, day, namespace_id, node_id`,
  },
  daySums("total_day", { keys: [], from: "namespace_hour fact", sums: MEASURE_SUMS }),
  daySums("namespace_day", { keys: ["namespace_id"], from: "namespace_hour fact", sums: MEASURE_SUMS }),
  daySums("controller_day", {
    keys: ["namespace_id", "controller_id"],
    from: "controller_hour fact join controller using (cluster_id, controller_id)",
    sums: MEASURE_SUMS,
    unique: ["controller_id"],
  }),
  daySums("node_usage_day", { keys: ["node_id"], from: "node_usage_hour fact", sums: MEASURE_SUMS }),
  daySums("node_day", { keys: ["node_id"], from: "node_hour fact", sums: NODE_SUMS }),
  daySums("asset_day", { keys: ["asset_id"], from: "asset_hour fact", sums: ASSET_SUMS }),
  {
    ...daySums("cluster_asset_day", {
      keys: [],
      from: CLUSTER_ASSET_HOURS,
      sums: CLUSTER_ASSET_COLUMNS.map(sumOfColumn),
    }),
    isLater: true,
  },
];

interface DaySums {
  readonly isOfFacts?: boolean;
  readonly keys: readonly string[];
  readonly from: string;
  readonly sums: readonly AssetSum[];
  /** Marks that a row has where any of its hours has them. */
  readonly flags?: readonly string[];
  /** The keys that tell rows apart, where it is not all of them. */
  readonly unique?: readonly string[];
}

function sumOfColumn(column: string): AssetSum {
  return { column, ofRow: column };
}

function daySums(
  table: string,
  { isOfFacts = false, keys, from, sums, flags = [], unique = keys }: DaySums,
): DayRollup {
  const columns = ["cluster_id", "day", ...keys, ...flags, ...sums.map(({ column }) => column)];
  const values = [
    ...keys,
    ...flags.map((flag) => `bool_or(${flag})`),
    ...sums.map(({ ofRow }) => `sum(${ofRow})::bigint`),
  ];
  const made = (
    within: string,
  ): string => `select cluster_id, $2::timestamptz as day, ${values.join(", ")} from ${from}
      where fact.cluster_id = $1 and ${within} group by ${["cluster_id", ...keys].join(", ")}`;
  // A sum that is null has had nothing to add up.
  const added = [
    ...flags.map((flag) => `${flag} = ${table}.${flag} or excluded.${flag}`),
    ...sums.map(
      ({ column }) =>
        `${column} = coalesce(${table}.${column} + excluded.${column}, ${table}.${column}, excluded.${column})`,
    ),
  ];
  return {
    table,
    isOfFacts,
    columns,
    stored: "cluster_id = $1 and day = $2",
    made: made(WHOLE_DAY),
    madeOfHours: made(SOME_HOURS),
    addHours: `insert into ${table} (${columns.join(", ")}) ${made(SOME_HOURS)}
      on conflict (${["cluster_id", "day", ...unique].join(", ")}) do update set ${added.join(", ")}`,
  };
}
