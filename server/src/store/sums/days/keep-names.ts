import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import type { DayPlace } from "./day-place.ts";

/** How many days ahead names are marked: a pod that lives for a year is written to once a week, not daily. */
const DAYS_AHEAD = 7;

/**
 * Marks the pods and label sets that a day refers to as kept through that day, so that a sweep leaves them
 * alone. Part of the transaction that makes the day.
 */
export async function keepNames(client: pg.PoolClient, { clusterId, day }: DayPlace): Promise<void> {
  const through = new Date(day + DAYS_AHEAD * DAY_MS);
  for (const { table, id, used } of KEPT) {
    await client.query(
      `update ${table} set kept_through = $3 from (${used}) used
       where ${table}.cluster_id = $1 and ${table}.${id} = used.id
         and (kept_through is null or kept_through < $2)`,
      [clusterId, new Date(day), through],
    );
  }
}

const WITHIN_DAY = "cluster_id = $1 and day = $2";
const KEPT = [
  {
    table: "pod",
    id: "pod_id",
    used: `select distinct pod_id as id from container_day where ${WITHIN_DAY}`,
  },
  {
    table: "label_set",
    id: "label_set_id",
    used: `select label_set_id as id from label_set_day where ${WITHIN_DAY}
      union select namespace_label_set_id from label_set_day where ${WITHIN_DAY}
      union select label_set_id from node_hour
        where cluster_id = $1 and hour >= $2 and hour < $2::timestamptz + interval '24 hours'`,
  },
];
