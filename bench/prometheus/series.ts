import { HOUR_MS, type Instant } from "@kubecent/shared";
import { BYTES_PER_GIB } from "../../server/src/domain/units.ts";
import { hashText, unit } from "../../server/src/sources/demo/noise.ts";
import type { Company } from "../cluster/company.ts";
import { podsDuring, type RunningPod } from "../cluster/pods.ts";

/** A series of the made-up Prometheus: its labels, and its value at any time. */
export interface MadeSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly valueAt: (time: Instant) => number;
}

const STATE = { job: "kube-state-metrics", instance: "ksm:8080" };
const EXPORTER = { job: "opencost", instance: "opencost:9003" };
const LONG_AGO_S = 1_700_000_000;

/** All series of a cluster whose pods stay what they are at `hour`, by metric. */
export function seriesOf(company: Company, hour: Instant): Map<string, MadeSeries[]> {
  const pods = podsDuring(company, hour, new Float64Array(60).fill(1));
  return new Map([
    ["up", [constant({ ...STATE }, 1), constant({ ...EXPORTER }, 1)]],
    ["kube_pod_info", pods.map(({ pod }) => constant({ ...podLabels(pod), node: pod.node, host_ip: "" }, 1))],
    [
      "kube_pod_labels",
      pods.map(({ pod }) => constant({ ...podLabels(pod), ...labelLabels(pod.labels) }, 1)),
    ],
    ["kube_pod_owner", pods.map(({ pod }) => constant({ ...podLabels(pod), ...ownerLabels(pod) }, 1))],
    [
      "kube_pod_container_status_running",
      byContainer(pods, ({ pod }, container) => constant({ ...podLabels(pod), container }, 1)),
    ],
    [
      "kube_pod_container_state_started",
      byContainer(pods, ({ pod }, container) => constant({ ...podLabels(pod), container }, LONG_AGO_S)),
    ],
    ["kube_pod_container_resource_requests", requests(pods)],
    ["container_cpu_usage_seconds_total", byContainer(pods, cpuCounter)],
    ["container_memory_working_set_bytes", byContainer(pods, workingSet)],
    ...nodeSeries(company),
  ]);
}

type PodFields = RunningPod["pod"];

function podLabels({ namespace, name, uid }: PodFields): Record<string, string> {
  return { ...STATE, namespace, pod: name, uid };
}

function labelLabels(labels: PodFields["labels"]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`label_${name}`, value]));
}

function ownerLabels({ controllerKind, controller }: PodFields): Record<string, string> {
  return { owner_kind: controllerKind, owner_name: controller, owner_is_controller: "true" };
}

function constant(labels: Record<string, string>, value: number): MadeSeries {
  return { labels, valueAt: () => value };
}

function byContainer(
  pods: readonly RunningPod[],
  make: (running: RunningPod, container: string) => MadeSeries,
): MadeSeries[] {
  return pods.flatMap((running) => running.pod.containers.map(({ name }) => make(running, name)));
}

function requests(pods: readonly RunningPod[]): MadeSeries[] {
  return pods.flatMap(({ pod }) =>
    pod.containers.flatMap((container) => {
      const labels = { ...podLabels(pod), container: container.name, node: pod.node };
      return [
        constant({ ...labels, resource: "cpu", unit: "core" }, container.cpuRequestCores[0] ?? 0),
        constant({ ...labels, resource: "memory", unit: "byte" }, container.ramRequestBytes[0] ?? 0),
      ];
    }),
  );
}

function cadvisorLabels({ pod }: RunningPod, container: string): Record<string, string> {
  return {
    job: "cadvisor",
    instance: `${pod.node}:10250`,
    node: pod.node,
    namespace: pod.namespace,
    pod: pod.name,
    container,
    id: `/kubepods/burstable/pod${pod.uid}/${container}`,
    image: `registry.example.com/${pod.controller}:1`,
    name: `${pod.uid}-${container}`,
  };
}

function cpuCounter(running: RunningPod, container: string): MadeSeries {
  const cores = 0.02 + unit(hashText(running.pod.uid + container)) * 0.3;
  return {
    labels: { ...cadvisorLabels(running, container), cpu: "total" },
    // Counted from an hour of its own, for a counter does not begin with the clock.
    valueAt: (time) => Math.round(((time - LONG_AGO_S * 1_000) / 1_000) * cores * 1e6) / 1e6,
  };
}

function workingSet(running: RunningPod, container: string): MadeSeries {
  const bytes = (0.05 + unit(hashText(container + running.pod.uid))) * BYTES_PER_GIB;
  return {
    labels: cadvisorLabels(running, container),
    valueAt: (time) => Math.round(bytes * (1 + 0.05 * Math.sin(time / HOUR_MS / 3))),
  };
}

function nodeSeries({ nodeCount }: Company): [string, MadeSeries[]][] {
  const nodes = Array.from({ length: nodeCount }, (_, index) => `node-${index}`);
  const price = (value: number): MadeSeries[] =>
    nodes.map((node) => constant({ ...EXPORTER, node, instance_type: "m.4xlarge", region: "eu-1" }, value));
  return [
    ["kube_node_info", nodes.map((node) => constant({ ...STATE, node, internal_ip: "" }, 1))],
    [
      "kube_node_status_capacity",
      nodes.flatMap((node) => [capacity(node, "cpu", 16), capacity(node, "memory", 64 * BYTES_PER_GIB)]),
    ],
    ["node_cpu_hourly_cost", price(0.0316)],
    ["node_ram_hourly_cost", price(0.00424)],
  ];
}

function capacity(node: string, resource: "cpu" | "memory", value: number): MadeSeries {
  return constant({ ...STATE, node, resource, unit: resource === "cpu" ? "core" : "byte" }, value);
}
