import { HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import type { NodeEvidence, SpentAndIdle } from "../../../domain/advice/asset-evidence.ts";
import { run, sql } from "../../connection/sql.ts";
import type { EvidencePlace } from "../evidence/evidence-window.ts";
import { told } from "./told.ts";

/** Older hours say nothing more: a day of idleness is enough. */
const HOURS_BACK = 48;
/** An hour counts if nearly all of it was seen: what nobody saw may have been busy. */
const LEAST_SEEN_SECONDS = 3_420;

interface NodeRow {
  name: string;
  pool: string;
  instance_type: string;
  last_seen: Date;
  idle_hours: bigint;
  cpu_asset: bigint | null;
  ram_asset: bigint | null;
  gpu_asset: bigint | null;
  cpu_idle: bigint | null;
  ram_idle: bigint | null;
  gpu_idle: bigint | null;
}

/** Reads for how many hours up to the window's end nothing but DaemonSets' pods ran on each node, and what it cost in them. */
export async function readNodes(
  client: pg.ClientBase,
  asked: EvidencePlace,
  cordoned: ReadonlyMap<string, boolean>,
): Promise<NodeEvidence[]> {
  const { clusterId, window } = asked;
  const [start, end] = [new Date(window.end - HOURS_BACK * HOUR_MS), new Date(window.end)];
  const rows = await run<NodeRow>(
    client,
    sql`with busy as (select node.name, max(fact.hour) as hour
        from container_hour fact join node using (cluster_id, node_id) left join controller using (cluster_id, controller_id)
        where fact.cluster_id = ${clusterId} and fact.hour >= ${start} and fact.hour < ${end} and fact.kind = 0
          and coalesce(controller.kind, '') not in ('DaemonSet', 'Node')
        group by node.name),
      there as (select node.name, node.pool, node.instance_type, fact.*
        from node_hour fact join node using (cluster_id, node_id) join cluster_hour using (cluster_id, hour)
        where fact.cluster_id = ${clusterId} and fact.hour >= ${start} and fact.hour < ${end}
          and not billed_by_pods and cluster_hour.seen_seconds >= ${LEAST_SEEN_SECONDS})
      select there.name, (array_agg(pool order by there.hour desc))[1] as pool,
        (array_agg(instance_type order by there.hour desc))[1] as instance_type, max(there.hour) as last_seen,
        count(distinct there.hour) filter (where ${IS_IDLE}) as idle_hours,
        ${sql.join(COST_COLUMNS.map((column) => sql`(sum(${sql.ref(`${column}_nano`)}) filter (where ${IS_IDLE}))::bigint as ${sql.ref(column)}`))}
      from there left join busy on busy.name = there.name group by there.name order by there.name`,
  );
  return rows.map((row) => ({
    ...told(asked),
    node: row.name,
    pool: row.pool,
    instanceType: row.instance_type,
    lastSeen: row.last_seen.getTime(),
    idleHours: Number(row.idle_hours),
    cost: {
      cpu: costOf(row.cpu_asset, row.cpu_idle),
      ram: costOf(row.ram_asset, row.ram_idle),
      gpu: costOf(row.gpu_asset, row.gpu_idle),
    },
    isCordoned: cordoned.get(row.name) ?? "unknown",
  }));
}

const IS_IDLE = sql`busy.hour is null or there.hour > busy.hour`;
const COST_COLUMNS = ["cpu_asset", "ram_asset", "gpu_asset", "cpu_idle", "ram_idle", "gpu_idle"] as const;

function costOf(spent: bigint | null, idle: bigint | null): SpentAndIdle {
  return { spentNano: spent ?? 0n, idleNano: idle ?? 0n };
}
