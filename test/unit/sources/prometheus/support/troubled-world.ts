import * as fc from "fast-check";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";
import { minute, type Point, seriesOf, steady } from "./series-of.ts";

const GIB = 2 ** 30;
const KSM = { job: "ksm", instance: "ksm:8080" };
const EXPORTER = { job: "opencost", instance: "opencost:9003" };
const CPU = "container_cpu_usage_seconds_total";
const RAM = "container_memory_working_set_bytes";

/** What each node of such a world has. */
export const NODE = { cpuCores: 8, ramBytes: 32 * GIB };

/** How a container is listed: once, within itself, with a dead predecessor, by a second job, or under new labels. */
const LISTINGS = ["once", "nested", "dead", "copied", "relabelled"] as const;

export interface Workload {
  readonly cores: number;
  readonly ramGib: number;
  readonly requests: number;
  readonly traffic: number;
  readonly age: number;
  readonly listed: (typeof LISTINGS)[number];
}

const workload = fc.record({
  cores: fc.double({ min: 0, max: 1, noNaN: true }),
  ramGib: fc.double({ min: 0.1, max: 2, noNaN: true }),
  requests: fc.constantFrom(0, 0.25, 1),
  traffic: fc.integer({ min: 0, max: 1e6 }),
  age: fc.constantFrom(100, 1e4, 1e7),
  listed: fc.constantFrom(...LISTINGS),
});

/** What runs in a small world: few pods, so that its nodes have room for all of them. */
export const arbitraryWorkloads: fc.Arbitrary<readonly Workload[]> = fc.array(workload, {
  minLength: 2,
  maxLength: 4,
});

/** All series of pods on two nodes, for the hour and what is read around it. */
export function worldOf(workloads: readonly Workload[]): Series[] {
  return [...nodes(), ...workloads.flatMap(podSeries)];
}

function named(name: string, labels: Readonly<Record<string, string>>, points: readonly Point[]): Series {
  return seriesOf({ __name__: name, ...labels }, points);
}

function nodes(): Series[] {
  return ["n0", "n1"].flatMap((node) => [
    named("kube_node_info", { ...KSM, node, internal_ip: `ip-${node}` }, steady(-7, 67)),
    ...[
      ["cpu", NODE.cpuCores],
      ["memory", NODE.ramBytes],
    ].map(([resource, value]) =>
      named(
        "kube_node_status_capacity",
        { ...KSM, node, resource: `${resource}` },
        steady(-7, 67, { value: Number(value) }),
      ),
    ),
    named("node_cpu_hourly_cost", { ...EXPORTER, node }, steady(-7, 67, { value: 0.04 })),
    named("node_ram_hourly_cost", { ...EXPORTER, node }, steady(-7, 67, { value: 0.01 })),
  ]);
}

function podSeries(workload: Workload, index: number): Series[] {
  const node = `n${index % 2}`;
  const uid = `00000000-0000-4000-8000-00000000000${index}`;
  const pod = { namespace: `team-${index}`, pod: "web-1", uid, container: "web" };
  const told = { ...KSM, ...pod, node };
  const traffic = { job: "network", instance: node, namespace: pod.namespace, pod_name: pod.pod };
  const requests = [
    ["cpu", workload.requests],
    ["memory", workload.requests * GIB],
  ] as const;
  return [
    named("kube_pod_info", told, steady(-7, 67)),
    named("kube_pod_container_status_running", told, steady(-7, 67)),
    named(
      "kube_pod_container_state_started",
      told,
      steady(-7, 67, { value: minute(0) / 1_000 - workload.age }),
    ),
    ...requests.map(([resource, value]) =>
      named("kube_pod_container_resource_requests", { ...told, resource }, steady(-7, 67, { value })),
    ),
    ...cadvisor(workload, { node, uid, namespace: pod.namespace, pod: pod.pod }),
    named(
      "kubecost_pod_network_egress_bytes_total",
      { ...traffic, internet: "true", same_region: "false", same_zone: "false" },
      growing(workload.traffic, workload.age * 1e6),
    ),
  ];
}

interface Place {
  readonly node: string;
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
}

function cadvisor(workload: Workload, { node, uid, namespace, pod }: Place): Series[] {
  const { cores, ramGib, age, listed } = workload;
  const id = `/kubepods/pod${uid}/c1`;
  const labels = {
    job: "kubelet",
    instance: `ip-${node}:10250`,
    namespace,
    pod,
    container: "web",
    id,
    name: "c1",
  };
  const counter = growing(cores, age * cores);
  const both = (own: Readonly<Record<string, string>>, share = 1, isDead = false): Series[] => [
    named(
      CPU,
      own,
      isDead ? steady(-7, 67, { value: age }) : counter.map(([time, value]) => [time, value * share]),
    ),
    named(RAM, own, steady(-7, 67, { value: ramGib * share * GIB })),
  ];
  switch (listed) {
    case "nested":
      return [...both(labels), ...both({ ...labels, id: `${id}/init.scope` }, 0.5)];
    case "dead":
      return [...both(labels), ...both({ ...labels, id: `/kubepods/pod${uid}/c0`, name: "c0" }, 1, true)];
    case "copied":
      return [...both(labels), ...both({ ...labels, job: "second" })];
    case "relabelled":
      return both(labels).flatMap((each) => [
        until(each, 20),
        from({ ...each, labels: { ...each.labels, zone: "a" } }, 20),
      ]);
    case "once":
      return both(labels);
  }
}

/** A counter that grows by so much a second, from what it had before. */
function growing(perSecond: number, before: number): Point[] {
  return steady(-7, 67).map(([time]) => [time, before + (perSecond * (time - minute(-7))) / 1_000]);
}

function until({ labels, times, values }: Series, end: number): Series {
  const length = times.filter((time) => time < minute(end)).length;
  return { labels, times: times.subarray(0, length), values: values.subarray(0, length) };
}

function from({ labels, times, values }: Series, start: number): Series {
  const first = times.filter((time) => time < minute(start)).length;
  return { labels, times: times.subarray(first), values: values.subarray(first) };
}
