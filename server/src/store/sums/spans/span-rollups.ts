import { MEASURE_COLUMNS, WEIGHT_COLUMNS } from "../../connection/columns.ts";
import { CLUSTER_ASSET_COLUMNS, CLUSTER_ASSET_HOURS } from "../cluster-sums.ts";
import type { StoredSums } from "../stored-sums.ts";

/** How many hours of a day are over at the moments from which on the rest of it is always kept as one sum. */
export const REST_EVERY_HOURS = 3;

/** How many hours of a day are left, for each of its rests. */
const HOURS_LEFT = Array.from({ length: 23 }, (_, index) => index + 1);
const EACH_THIRD = HOURS_LEFT.filter((hours) => hours % REST_EVERY_HOURS === 0);
const BETWEEN = HOURS_LEFT.filter((hours) => hours % REST_EVERY_HOURS !== 0);

/** Sums of several hours or days in one row, beside those of days: for windows that cut a day, or are long. */
interface SpanRollup {
  readonly table: string;
  /** What is left of a day from each third hour on; $1 is the cluster's id, $2 the day. */
  readonly rests: StoredSums;
  /** The same from the hours between those. */
  readonly finerRests: StoredSums;
  /** All rows of what is left of a day. */
  readonly allRests: Pick<StoredSums, "table" | "stored">;
  /** So many days in one row, made of their sums; $1 is the cluster's id, $2 the first of them. */
  ofDays(days: number): StoredSums;
}

export const SPAN_ROLLUPS: readonly SpanRollup[] = [
  spanRollup("label_set", {
    keys: ["namespace_id", "controller_id", "label_set_id", "namespace_label_set_id"],
    from: "container_hour fact",
    sums: MEASURE_COLUMNS,
  }),
  spanRollup("controller", {
    keys: ["namespace_id", "controller_id"],
    from: "controller_hour fact join controller using (cluster_id, controller_id)",
    sums: MEASURE_COLUMNS,
  }),
  spanRollup("namespace_node", {
    keys: ["namespace_id", "node_id"],
    from: "container_hour fact",
    sums: WEIGHT_COLUMNS,
  }),
  spanRollup("namespace", {
    keys: ["namespace_id"],
    from: "namespace_hour fact",
    sums: MEASURE_COLUMNS,
  }),
  spanRollup("total", { keys: [], from: "namespace_hour fact", sums: MEASURE_COLUMNS }),
  spanRollup("cluster_asset", { keys: [], from: CLUSTER_ASSET_HOURS, sums: CLUSTER_ASSET_COLUMNS }),
];

interface SpanSums {
  readonly keys: readonly string[];
  readonly from: string;
  readonly sums: readonly string[];
}

function spanRollup(subject: string, spanSums: SpanSums): SpanRollup {
  const { keys, sums } = spanSums;
  const table = `${subject}_span`;
  const columns = ["cluster_id", "hours", "start", ...keys, ...sums];
  return {
    table,
    rests: {
      table,
      columns,
      stored: restsStored(EACH_THIRD),
      made: restsMade(spanSums, REST_EVERY_HOURS, EACH_THIRD),
    },
    finerRests: {
      table,
      columns,
      stored: restsStored(BETWEEN),
      made: restsMade(spanSums, 1, BETWEEN),
    },
    allRests: { table, stored: restsStored(HOURS_LEFT) },
    ofDays: (days) => ({
      table,
      columns,
      stored: `cluster_id = $1 and hours = ${days * 24} and start = $2`,
      made: `select cluster_id, ${days * 24}::smallint as hours, $2::timestamptz as start, ${listOf(keys, sums.map(addedUp))}
        from ${subject}_day where cluster_id = $1 and day >= $2 and day < $2::timestamptz + interval '${days * 24} hours'
        group by ${listOf(["cluster_id"], keys)}`,
    }),
  };
}

/** Given as single numbers, which an index looks up one by one. */
function restsStored(hoursLeft: readonly number[]): string {
  return `cluster_id = $1 and hours in (${hoursLeft.join(", ")}) and start > $2 and start < $2::timestamptz + interval '24 hours'`;
}

/** Added up twice: each hour once, into blocks, and what is left of the day from those few rows. */
function restsMade({ keys, from, sums }: SpanSums, blockHours: number, hoursLeft: readonly number[]): string {
  const blocks = `select cluster_id, div(extract(hour from fact.hour - $2::timestamptz), ${blockHours}) as block,
      ${listOf(
        keys,
        sums.map((column) => `sum(${column}) as ${column}`),
      )}
    from ${from} where fact.cluster_id = $1 and fact.hour >= $2 and fact.hour < $2::timestamptz + interval '24 hours'
    group by ${listOf(["cluster_id", "block"], keys)}`;
  return `select cluster_id, hours, $2::timestamptz + (24 - hours) * interval '1 hour' as start, ${listOf(keys, sums.map(addedUp))}
    from (${blocks}) blocks join unnest('{${hoursLeft.join(", ")}}'::smallint[]) hours on block * ${blockHours} >= 24 - hours
    group by ${listOf(["cluster_id", "hours"], keys)}`;
}

function addedUp(column: string): string {
  return `sum(${column})::bigint`;
}

function listOf(...lists: readonly (readonly string[])[]): string {
  return lists.flat().join(", ");
}
