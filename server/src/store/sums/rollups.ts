import { MEASURE_COLUMNS } from "../connection/columns.ts";
import type { StoredSums } from "./stored-sums.ts";

/** A table that holds container_hour summed up by one key; $1 is the cluster's id, $2 the hour. */
interface Rollup extends StoredSums {
  readonly key: string;
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
    columns: ["cluster_id", "hour", key, ...MEASURE_COLUMNS],
    stored: "cluster_id = $1 and hour = $2",
    made: `select cluster_id, hour, ${key}, ${sums} from container_hour
      where cluster_id = $1 and hour = $2 group by cluster_id, hour, ${key}`,
  };
}
