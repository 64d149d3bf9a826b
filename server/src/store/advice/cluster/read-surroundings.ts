import type pg from "pg";
import type {
  PoolRates,
  TrafficEvidence,
  WorkloadSurroundings,
} from "../../../domain/advice/asset-evidence.ts";
import { workloadKey } from "../../../domain/advice/bill/pool-changes.ts";
import type { Unknown } from "../../../domain/advice/evidence.ts";
import { run, sql } from "../../connection/sql.ts";
import type { EvidencePlace } from "../evidence/evidence-window.ts";

/** Traffic counts as measured where it was for nearly all of the time that was seen. */
const LEAST_MEASURED = 0.95;

interface AroundRow {
  namespace: string;
  kind: string;
  name: string;
  bytes: bigint;
  has_volumes: boolean;
  on_demand: boolean | null;
  gpu_nano: bigint;
}

/** Reads what workloads sent, mount, cost by GPUs and stand on; by their keys. Pods without an owner have none. */
export async function readSurroundings(
  client: pg.ClientBase,
  { clusterId, window }: EvidencePlace,
  guarded: ReadonlySet<string> | Unknown,
): Promise<Map<string, WorkloadSurroundings>> {
  const [start, end] = [new Date(window.start), new Date(window.end)];
  const [record] = await run<{ network: bigint | null; seen: bigint | null }>(
    client,
    sql`select sum(network_seconds) as network, sum(seen_seconds) as seen from cluster_day
      where cluster_id = ${clusterId} and day >= ${start} and day < ${end}`,
  );
  const rows = await run<AroundRow>(
    client,
    sql`select namespace.name as namespace, controller.kind, controller.name, summed.*
      from (select controller_id, sum(network_zone_bytes + network_region_bytes + network_internet_bytes)::bigint as bytes,
          bool_or(fact.kind = 1 and asset_id <> 0) as has_volumes,
          bool_and(not spot and capacity_type = '') as on_demand, sum(gpu_nano)::bigint as gpu_nano
        from container_day fact left join node using (cluster_id, node_id)
        where fact.cluster_id = ${clusterId} and fact.day >= ${start} and fact.day < ${end} and controller_id <> 0
        group by controller_id) summed
      join controller on controller.cluster_id = ${clusterId} and controller.controller_id = summed.controller_id
      join namespace on namespace.cluster_id = ${clusterId} and namespace.namespace_id = controller.namespace_id`,
  );
  const seconds = Number(record?.network ?? 0n);
  const isMeasured = seconds > 0 && seconds >= LEAST_MEASURED * Number(record?.seen ?? 0n);
  return new Map(
    rows.map((row) => {
      const traffic: TrafficEvidence | Unknown = isMeasured
        ? { bytes: Number(row.bytes), seconds }
        : "unknown";
      return [keyOf(row), aroundOf(row, traffic, guarded)];
    }),
  );
}

function keyOf({ namespace, kind: controllerKind, name: controller }: AroundRow): string {
  return workloadKey({ namespace, controllerKind, controller });
}

function aroundOf(
  { namespace, has_volumes: hasVolumes, gpu_nano: gpuNano, on_demand: onDemand }: AroundRow,
  traffic: TrafficEvidence | Unknown,
  guarded: ReadonlySet<string> | Unknown,
): WorkloadSurroundings {
  const isGuarded = guarded === "unknown" ? guarded : guarded.has(namespace);
  return { traffic, hasVolumes, gpuNano, isGuarded, isOnDemand: onDemand === true };
}

/** Reads what a cluster's pools of spot nodes cost, and how many core-hours and GiB-hours they had for it. */
export function readSpotPools(
  client: pg.ClientBase,
  { clusterId, window }: EvidencePlace,
): Promise<PoolRates[]> {
  return run<PoolRates & Record<string, unknown>>(
    client,
    sql`select coalesce(nullif(pool, ''), instance_type) as pool, sum(cpu_asset_nano)::bigint as "cpuNano",
        sum(cpu_capacity_nano_core_hours)::bigint as "cpuNanoCoreHours", sum(ram_asset_nano)::bigint as "ramNano",
        sum(ram_capacity_nano_gib_hours)::bigint as "ramNanoGibHours"
      from node_day fact join node using (cluster_id, node_id)
      where fact.cluster_id = ${clusterId} and fact.day >= ${new Date(window.start)} and fact.day < ${new Date(window.end)}
        and spot
      group by 1 having sum(cpu_capacity_nano_core_hours) > 0 and sum(ram_capacity_nano_gib_hours) > 0 order by 1`,
  );
}
