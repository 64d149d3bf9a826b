import { MEASURE_COLUMNS, WEIGHT_COLUMNS } from "../../connection/columns.ts";
import { CLUSTER_ASSET_COLUMNS, CLUSTER_ASSET_HOURS } from "../cluster-sums.ts";
import type { StoredSums } from "../stored-sums.ts";

/** How many hours of a day are over at the moments from which on the rest of it is kept as one sum. */
export const REST_EVERY_HOURS = 3;
/** `hours` of a row that stands for a week, which begins on a Monday. */
export const WEEK_HOURS = 168;

/** Sums of several hours or days in one row, beside those of days: for windows that cut a day, or are long. */
interface SpanRollup {
  readonly table: string;
  /** What is left of a day from each third hour on; $1 is the cluster's id, $2 the day. */
  readonly rests: StoredSums;
  /** A week, made of its days; $1 is the cluster's id, $2 the Monday. */
  readonly week: StoredSums;
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

function spanRollup(subject: string, { keys, from, sums }: SpanSums): SpanRollup {
  const table = `${subject}_span`;
  const columns = ["cluster_id", "hours", "start", ...keys, ...sums];
  const added = sums.map((column) => `sum(${column})::bigint`);
  const day = "fact.hour >= $2 and fact.hour < $2::timestamptz + interval '24 hours'";
  // Added up twice: each hour once, and what is left of the day from those few rows.
  const blocks = `select cluster_id, div(extract(hour from fact.hour - $2::timestamptz), ${REST_EVERY_HOURS}) as block,
      ${listOf(
        keys,
        sums.map((column) => `sum(${column}) as ${column}`),
      )}
    from ${from} where fact.cluster_id = $1 and ${day} group by ${listOf(["cluster_id", "block"], keys)}`;
  return {
    table,
    rests: {
      table,
      columns,
      stored:
        "cluster_id = $1 and hours < 24 and start > $2 and start < $2::timestamptz + interval '24 hours'",
      made: `select cluster_id, (24 - past)::smallint as hours, $2::timestamptz + past * interval '1 hour' as start, ${listOf(keys, added)}
        from (${blocks}) blocks join generate_series(${REST_EVERY_HOURS}, 23, ${REST_EVERY_HOURS}) past
          on block * ${REST_EVERY_HOURS} >= past
        group by ${listOf(["cluster_id", "past"], keys)}`,
    },
    week: {
      table,
      columns,
      stored: `cluster_id = $1 and hours = ${WEEK_HOURS} and start = $2`,
      made: `select cluster_id, ${WEEK_HOURS}::smallint as hours, $2::timestamptz as start, ${listOf(keys, added)}
        from ${subject}_day where cluster_id = $1 and day >= $2 and day < $2::timestamptz + interval '168 hours'
        group by ${listOf(["cluster_id"], keys)}`,
    },
  };
}

function listOf(...lists: readonly (readonly string[])[]): string {
  return lists.flat().join(", ");
}
