import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { workloadKey } from "../../../domain/advice/bill/pool-changes.ts";
import type { SeenPod } from "../../../domain/packing/pools-of.ts";
import { BYTES_PER_GIB, NANO } from "../../../domain/units.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import type { EvidencePlace } from "../evidence/evidence-window.ts";

/** A pod that ran for less than half of the hour was followed by another, or was a short job. */
const LEAST_RAN_SECONDS = 1_800;
const NANO_PER_MILLI = 1e6;

interface PodRow {
  uid: string;
  pod: string;
  namespace: string;
  kind: string | null;
  controller: string | null;
  node: string;
  has_volumes: boolean;
  nano_cores: number;
  gib_nano: number;
  gpu_nano: number;
}

/** What stood in an hour for an hour. */
function perHour(column: string): Fragment {
  return sql`sum(case when ran_seconds > 0 then ${sql.ref(column)}::float8 * 3600 / ran_seconds else 0 end)`;
}

/** Reads the pods of an hour, with what their containers requested while they ran. */
export async function readSeenPods(
  client: pg.ClientBase,
  { clusterId }: EvidencePlace,
  hour: Instant,
): Promise<SeenPod[]> {
  const rows = await run<PodRow & Record<string, unknown>>(
    client,
    sql`with parts as (select pod_id, controller_id, namespace_id, node_id, kind, container_id, bool_or(asset_id <> 0) as mounts,
          sum(ran_seconds) as ran_seconds, sum(cpu_request_nano_core_hours) as cpu, sum(ram_request_nano_gib_hours) as ram,
          sum(gpu_nano_hours) as gpu
        from container_hour where cluster_id = ${clusterId} and hour = ${new Date(hour)} and kind in (0, 1) and pod_id <> 0
        group by 1, 2, 3, 4, 5, 6)
      select pod.uid, pod.name as pod, namespace.name as namespace, controller.kind, controller.name as controller,
        node.name as node, bool_or(parts.kind = 1 and mounts) as has_volumes, ${perHour("cpu")} as nano_cores,
        ${perHour("ram")} as gib_nano, ${perHour("gpu")} as gpu_nano
      from parts join pod on pod.cluster_id = ${clusterId} and pod.pod_id = parts.pod_id
      join namespace on namespace.cluster_id = ${clusterId} and namespace.namespace_id = parts.namespace_id
      join node on node.cluster_id = ${clusterId} and node.node_id = parts.node_id
      left join controller on controller.cluster_id = ${clusterId} and controller.controller_id = parts.controller_id
      group by 1, 2, 3, 4, 5, 6 having max(ran_seconds) >= ${LEAST_RAN_SECONDS}
      order by namespace, pod, uid, node`,
  );
  return rows.map(podOf);
}

/** Pods of a DaemonSet, and those that the node itself runs, go with their node. */
const OF_NODES = new Set(["DaemonSet", "Node"]);

function podOf(row: PodRow): SeenPod {
  const { uid, pod, namespace, kind, controller, node } = row;
  const owner = controller
    ? { controllerKind: kind ?? "", controller }
    : { controllerKind: "Pod", controller: pod };
  return {
    id: JSON.stringify([namespace, pod, uid, node]),
    namespace,
    workload: workloadKey({ namespace, ...owner }),
    node,
    staysInZone: row.has_volumes,
    belongsToNode: OF_NODES.has(kind ?? ""),
    size: {
      millicores: Math.round(row.nano_cores / NANO_PER_MILLI),
      ramBytes: Math.round((row.gib_nano / NANO) * BYTES_PER_GIB),
      pods: 1,
      milliGpus: Math.round(row.gpu_nano / NANO_PER_MILLI),
    },
  };
}
