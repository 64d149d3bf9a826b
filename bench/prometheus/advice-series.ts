import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { BYTES_PER_GIB } from "../../server/src/domain/units.ts";
import { hashText, mix } from "../../server/src/sources/demo/noise.ts";
import type { Company, Workload } from "../cluster/company.ts";
import { podsDuring, type RunningPod } from "../cluster/pods.ts";
import type { MadeSeries } from "./series.ts";

const STATE = { job: "kube-state-metrics", instance: "ksm:8080" };
/** A container that always wants to run has ten periods a second. */
const PERIODS_A_MINUTE = 600;

/** What recommendations are made of, as a usual cluster has it: memory limits nearly everywhere, CPU limits for a third. */
export function adviceSeries(company: Company, hour: Instant): [string, MadeSeries[]][] {
  const pods = podsDuring(company, hour, new Float64Array(60).fill(1));
  const limited = pods.filter(({ workload }) => has(workload, 1, 10, 8));
  const throttled = pods.filter(({ workload }) => has(workload, 2, 10, 3));
  const scaled = company.workloads.filter(
    (workload) => workload.kind === "Deployment" && has(workload, 3, 10, 2),
  );
  const nodes = Array.from({ length: company.nodeCount }, (_, index) => `node-${index}`);
  return [
    [
      "kube_pod_container_resource_limits",
      [...limits(limited, "memory", 2 ** 31), ...limits(throttled, "cpu", 1)],
    ],
    ["kube_pod_container_status_restarts_total", containers(pods, {}, constant(0))],
    [
      "kube_pod_container_status_last_terminated_reason",
      containers(pods.slice(0, 20), { reason: "Error" }, constant(1)),
    ],
    ["container_cpu_cfs_periods_total", cadvisor(throttled, PERIODS_A_MINUTE)],
    ["container_cpu_cfs_throttled_periods_total", cadvisor(throttled, PERIODS_A_MINUTE / 20)],
    [
      "kube_horizontalpodautoscaler_info",
      scalers(scaled, ({ kind, name }) => ({ scaletargetref_kind: kind, scaletargetref_name: name }), 1),
    ],
    [
      "kube_horizontalpodautoscaler_spec_target_metric",
      scalers(scaled, () => ({ metric_name: "cpu", metric_target_type: "utilization" }), 70),
    ],
    ["kube_horizontalpodautoscaler_spec_min_replicas", scalers(scaled, () => ({}), 1)],
    ["kube_horizontalpodautoscaler_spec_max_replicas", scalers(scaled, () => ({}), 20)],
    ["kube_horizontalpodautoscaler_status_current_replicas", scalers(scaled, () => ({}), 5)],
    [
      "kube_node_status_allocatable",
      nodes.flatMap((node) => [
        allocatable(node, "cpu", 15.5),
        allocatable(node, "memory", 60 * BYTES_PER_GIB),
        allocatable(node, "pods", 110),
      ]),
    ],
    ["kube_node_spec_unschedulable", nodes.map((node) => ({ labels: { ...STATE, node }, valueAt: () => 0 }))],
  ];
}

/** Whether a workload is among `of` of `outOf`. */
function has({ key }: Workload, salt: number, outOf: number, of: number): boolean {
  return mix(key, salt) % outOf < of;
}

function constant(value: number): () => number {
  return () => value;
}

function containers(
  pods: readonly RunningPod[],
  more: Readonly<Record<string, string>>,
  valueAt: MadeSeries["valueAt"],
): MadeSeries[] {
  return pods.flatMap(({ pod: { namespace, name, uid, containers: own } }) =>
    own.map((container) => ({
      labels: { ...STATE, namespace, pod: name, uid, container: container.name, ...more },
      valueAt,
    })),
  );
}

function limits(pods: readonly RunningPod[], resource: "cpu" | "memory", value: number): MadeSeries[] {
  return containers(pods, { resource, unit: resource === "cpu" ? "core" : "byte" }, constant(value));
}

function cadvisor(pods: readonly RunningPod[], aMinute: number): MadeSeries[] {
  return pods.flatMap(({ pod: { namespace, name, uid, node, containers: own } }) =>
    own.map((container) => ({
      labels: {
        job: "cadvisor",
        instance: `${node}:10250`,
        node,
        namespace,
        pod: name,
        container: container.name,
        id: `/kubepods/burstable/pod${uid}/${container.name}`,
      },
      valueAt: (time: Instant) => Math.round((time / MINUTE_MS) * aMinute) + (hashText(name) % 100),
    })),
  );
}

function scalers(
  workloads: readonly Workload[],
  labelsOf: (workload: Workload) => Record<string, string>,
  value: number,
): MadeSeries[] {
  return workloads.map((workload) => ({
    labels: {
      ...STATE,
      namespace: workload.namespace,
      horizontalpodautoscaler: workload.name,
      ...labelsOf(workload),
    },
    valueAt: constant(value),
  }));
}

function allocatable(node: string, resource: string, value: number): MadeSeries {
  return { labels: { ...STATE, node, resource }, valueAt: constant(value) };
}
