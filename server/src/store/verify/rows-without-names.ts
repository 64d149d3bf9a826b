import type pg from "pg";
import type { HourPlace } from "../hours/hour-place.ts";
import { withTimeout } from "../connection/with-timeout.ts";

/** A table whose rows lead to names, by columns that are called as the names' id is, or by another one. */
interface References {
  readonly table: string;
  /** The column that says which hour or day a row is of. */
  readonly at: "hour" | "day";
  readonly columns: Readonly<Record<string, NamesTable>>;
}

type NamesTable = "namespace" | "controller" | "pod" | "container" | "node" | "label_set" | "asset";

const NAMESPACE = { namespace_id: "namespace" } as const;
const CONTROLLER = { controller_id: "controller" } as const;
const NODE = { node_id: "node" } as const;
const ASSET = { asset_id: "asset" } as const;
const LABELS = { label_set_id: "label_set", namespace_label_set_id: "label_set" } as const;
const SKETCHED = { ...NAMESPACE, ...CONTROLLER, ...NODE, pod_id: "pod", container_id: "container" } as const;
const WORKLOAD = { ...NAMESPACE, ...CONTROLLER, pod_id: "pod", container_id: "container" } as const;
const CONTAINER = { ...SKETCHED, ...LABELS, ...ASSET } as const;

/** What stands by the hour. */
export const HOUR_REFERENCES: readonly References[] = [
  { table: "container_hour", at: "hour", columns: CONTAINER },
  { table: "namespace_hour", at: "hour", columns: NAMESPACE },
  { table: "controller_hour", at: "hour", columns: CONTROLLER },
  { table: "node_usage_hour", at: "hour", columns: NODE },
  { table: "node_hour", at: "hour", columns: { ...NODE, label_set_id: "label_set" } },
  { table: "asset_hour", at: "hour", columns: ASSET },
  { table: "usage_sketch_hour", at: "hour", columns: SKETCHED },
  { table: "oom_kill_hour", at: "hour", columns: WORKLOAD },
];

/** What stands by the day. */
export const DAY_REFERENCES: readonly References[] = [
  { table: "container_day", at: "day", columns: CONTAINER },
  { table: "label_set_day", at: "day", columns: { ...NAMESPACE, ...CONTROLLER, ...LABELS } },
  { table: "namespace_day", at: "day", columns: NAMESPACE },
  { table: "namespace_node_day", at: "day", columns: { ...NAMESPACE, ...NODE } },
  { table: "controller_day", at: "day", columns: { ...NAMESPACE, ...CONTROLLER } },
  { table: "node_usage_day", at: "day", columns: NODE },
  { table: "node_day", at: "day", columns: NODE },
  { table: "asset_day", at: "day", columns: ASSET },
  { table: "usage_sketch_day", at: "day", columns: SKETCHED },
  { table: "container_limit_day", at: "day", columns: WORKLOAD },
  { table: "cpu_throttled_day", at: "day", columns: WORKLOAD },
  { table: "advice_state_day", at: "day", columns: NAMESPACE },
];

/** Ids that are named of one column; the rest is counted. */
const MOST_NAMED = 5;

/**
 * Finds rows of an hour or a day that lead to a namespace, node or other name that has no row, and says which. Every
 * question leaves them out that shows names. Id 0 stands for none.
 */
export async function rowsWithoutNames(
  client: pg.ClientBase,
  references: readonly References[],
  { clusterId, hour }: HourPlace,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const { table, at, columns } of references) {
    for (const [column, names] of Object.entries(columns)) {
      const { rows } = await client.query<{ id: bigint; count: bigint }>(
        withTimeout(
          `select ${column} as id, count(*) as count from ${table} fact
           where cluster_id = $1 and ${at} = $2 and ${column} <> 0
             and not exists (select from ${names} where ${names}.cluster_id = $1 and ${names}.${names}_id = fact.${column})
           group by ${column} order by ${column}`,
          [clusterId, new Date(hour)],
        ),
      );
      if (rows.length > 0) wrong.push(nowhere({ table, column, names }, rows));
    }
  }
  return wrong;
}

function nowhere(
  { table, column, names }: { readonly table: string; readonly column: string; readonly names: NamesTable },
  rows: readonly { readonly id: bigint; readonly count: bigint }[],
): string {
  const count = rows.reduce((sum, row) => sum + row.count, 0n);
  const ids = rows.slice(0, MOST_NAMED).map(({ id }) => id);
  const more = rows.length > MOST_NAMED ? ` and ${rows.length - MOST_NAMED} more` : "";
  return `${table}: ${count} rows lead nowhere: ${column} ${ids.join(", ")}${more} has no row in ${names}`;
}
