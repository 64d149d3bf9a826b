import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { MEASURE_COLUMNS } from "../../../server/src/store/connection/columns.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";

export const WIDE_START: Instant = Date.UTC(2026, 9, 5);
const DAYS = 30;
export const WIDE_END: Instant = WIDE_START + DAYS * DAY_MS;
/** Container-hours are kept of the last days alone, as by a short retention. */
export const FACTS_START: Instant = WIDE_END - 2 * DAY_MS;

const NAMESPACES = 100;
const WORKLOADS_EACH = 10;

/**
 * Stores a cluster that is wide enough for the planner to mean it: namespaces `team-1` to `team-100` with ten
 * workloads each, of 30 days by the day and by the hour. Its rows are made by SQL: what they cost is no matter here.
 */
export async function storeWideWorld(database: Database): Promise<number> {
  const clusterId = await registerCluster(database, { name: "prod", source: "prometheus", currency: "EUR" });
  const rest = {
    clusterId,
    measures: MEASURE_COLUMNS.join(", "),
    ones: MEASURE_COLUMNS.map(() => "1").join(", "),
  };
  await inTransaction(database, async (client) => {
    for (const hour of [FACTS_START, WIDE_END - HOUR_MS]) {
      await client.query("select ensure_container_hour_partition($1)", [new Date(hour)]);
    }
    for (const day of [WIDE_START, WIDE_END - DAY_MS]) {
      await client.query("select ensure_container_day_partition($1)", [new Date(day)]);
    }
    for (const statement of statements(rest)) await client.query(statement);
  });
  await database.primary.query("vacuum analyze");
  return clusterId;
}

interface Rest {
  readonly clusterId: number;
  readonly measures: string;
  readonly ones: string;
}

function statements({ clusterId: id, measures, ones }: Rest): string[] {
  const hours = series(WIDE_START, "hour");
  const days = series(WIDE_START, "day");
  const ids = "namespace_id, controller_id, pod_id, 1, 1, 1, 0";
  return [
    `insert into namespace (cluster_id, name) select ${id}, 'team-' || each from generate_series(1, ${NAMESPACES}) each`,
    `insert into controller (cluster_id, namespace_id, kind, name)
      select ${id}, namespace_id, 'Deployment', 'app-' || each from namespace, generate_series(1, ${WORKLOADS_EACH}) each`,
    `insert into pod (cluster_id, namespace_id, uid, name)
      select ${id}, namespace_id, 'uid-' || controller_id, name || '-0' from controller`,
    `insert into container (cluster_id, name) values (${id}, 'main')`,
    `insert into label_set (cluster_id, labels, digest) values (${id}, '{}', 'none')`,
    `insert into node (cluster_id, name, provider_id, instance_type, region, pool, spot)
      values (${id}, 'node-0', '', '', '', '', false)`,
    `insert into container_hour (cluster_id, hour, namespace_id, controller_id, pod_id, container_id, node_id,
        label_set_id, kind, scaled, ${measures})
      select ${id}, at, ${ids}, false, ${ones} from ${PLACED}, ${series(FACTS_START, "hour")} at`,
    `insert into container_day (cluster_id, day, namespace_id, controller_id, pod_id, container_id, node_id,
        label_set_id, kind, scaled, asset_id, namespace_label_set_id, ${measures})
      select ${id}, at, ${ids}, false, 0, 0, ${ones} from ${PLACED}, ${days} at`,
    `insert into namespace_hour (cluster_id, hour, namespace_id, ${measures})
      select ${id}, at, namespace_id, ${ones} from namespace, ${hours} at`,
    `insert into namespace_day (cluster_id, day, namespace_id, ${measures})
      select ${id}, at, namespace_id, ${ones} from namespace, ${days} at`,
    `insert into cluster_day (cluster_id, day, stands, hours, written_at)
      select ${id}, at, true, ${2 ** 24 - 1}, at from ${days} at`,
  ];
}

/** Each workload has one pod. */
const PLACED =
  "(select namespace_id, controller_id, pod_id from controller join pod using (cluster_id, namespace_id) where pod.uid = 'uid-' || controller_id) placed";

function series(from: Instant, step: "hour" | "day"): string {
  const last = WIDE_END - (step === "hour" ? HOUR_MS : DAY_MS);
  const [first, end] = [from, last].map((at) => `'${new Date(at).toISOString()}'::timestamptz`);
  return `generate_series(${first}, ${end}, interval '${step === "day" ? "24 hours" : "1 hour"}')`;
}
