import type { ObservedAutoscaler } from "../../../domain/advice/advice-observation.ts";
import type { AutoscalerTarget } from "../../../domain/advice/evidence.ts";
import type { PodLife } from "../demo-pods.ts";
import type { Workload } from "../workload.ts";

/** Below this share of their request, replicas were not counted by their CPU. */
const LEAST_CPU_TARGET = 0.5;

/** The autoscalers of the workloads whose replicas come and go with the load. */
export function observeAutoscalers(
  workloads: readonly (readonly [Workload, readonly PodLife[]])[],
): ObservedAutoscaler[] {
  return workloads
    .filter(([{ replicas, schedule, kind }]) => {
      return (
        kind !== "DaemonSet" && schedule === undefined && replicas.min > 0 && replicas.min < replicas.max
      );
    })
    .map(([{ namespace, name, kind, replicas, containers }, pods]) => ({
      namespace,
      name,
      targetKind: kind,
      targetName: name,
      minReplicas: replicas.min,
      maxReplicas: replicas.max,
      currentReplicas: new Set(pods.map(({ home }) => home.replica)).size,
      targets: [targetOf(containers)],
    }));
}

/** By CPU, as busy as replicas get; of those that never get busy, by requests. */
function targetOf(containers: Workload["containers"]): AutoscalerTarget {
  const cpu = containers.reduce((sum, each) => sum + each.cpu, 0);
  const used = containers.reduce((sum, each) => sum + each.cpuUsed, 0);
  const share = cpu > 0 ? Math.round((used / cpu) * 20) / 20 : 0;
  return share >= LEAST_CPU_TARGET
    ? { metric: "cpu", type: "utilization", value: share, container: null }
    : { metric: "http_requests_per_second", type: "average", value: 40, container: null };
}
