import { MEASURE_COLUMNS } from "./columns.ts";

/** A table that holds container_hour summed up by one key. */
interface Rollup {
  readonly table: string;
  readonly key: string;
  /** Makes one hour's rows from its facts; $1 is the cluster's id, $2 the hour. */
  readonly insertHour: string;
}

/** The rollups, each made from the facts in the hour's own transaction. */
export const ROLLUPS: readonly Rollup[] = [
  rollup("namespace_hour", "namespace_id"),
  rollup("controller_hour", "controller_id"),
  rollup("node_usage_hour", "node_id"),
];

function rollup(table: string, key: string): Rollup {
  const sums = MEASURE_COLUMNS.map((column) => `sum(${column})::bigint`).join(", ");
  return {
    table,
    key,
    insertHour: `insert into ${table} (cluster_id, hour, ${key}, ${MEASURE_COLUMNS.join(", ")})
      select cluster_id, hour, ${key}, ${sums} from container_hour
      where cluster_id = $1 and hour = $2 group by cluster_id, hour, ${key}`,
  };
}
