import { type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Sample } from "../../../../support/recording/emit.ts";
import {
  coreSeconds,
  GAP,
  NODES,
  PODS,
  RECORDING_END,
  RECORDING_START,
  type RecordedContainer,
  type RecordedNode,
  type RecordedPod,
  at,
} from "./recorded-cluster.ts";

export interface RecordingOptions {
  readonly intervalMs: number;
  /** How cAdvisor's series name their node: by a label, another label, or only by address. */
  readonly nodeLabel: "node" | "kubernetes_io_hostname" | null;
}

type Labels = Readonly<Record<string, string>>;
type Emit = (metric: string, labels: Labels, value: number) => void;

interface Target {
  readonly labels: Labels;
  /** The target's own moment of the interval, as a share of it. */
  readonly phase: number;
  readonly from?: Instant;
  readonly until?: Instant;
  readonly scrape: (time: Instant, emit: Emit) => void;
}

/** The samples that Prometheus would have recorded of the cluster. */
export function recordCluster(options: RecordingOptions): Sample[] {
  const samples: Sample[] = [];
  for (const target of targetsOf(options)) {
    const start = RECORDING_START + Math.round(target.phase * options.intervalMs);
    for (let time = start; time < RECORDING_END; time += options.intervalMs) {
      const isUp = time >= (target.from ?? 0) && time < (target.until ?? Number.POSITIVE_INFINITY);
      if (!isUp || (time >= GAP.start && time < GAP.end)) continue;
      target.scrape(time, (metric, labels, value) => {
        samples.push({
          series: `${metric}${text({ ...target.labels, ...labels })}`,
          value: String(value),
          time,
        });
      });
    }
  }
  return samples;
}

function targetsOf(options: RecordingOptions): Target[] {
  return [
    { labels: stateAt("10.1.0.1:8080"), phase: 0.7, until: at(10, 50), scrape: scrapeState },
    // It moves, and for five minutes both answer.
    { labels: stateAt("10.1.0.2:8080"), phase: 0.3, from: at(10, 45), scrape: scrapeState },
    { labels: { job: "opencost", instance: "10.1.0.9:9003" }, phase: 0.1, scrape: scrapeExporter },
    { labels: { job: "network-costs", instance: "10.1.0.8:3001" }, phase: 0.5, scrape: scrapeTraffic },
    ...NODES.map(
      (node, index): Target => ({
        labels: { job: "kubelet", instance: `${node.address}:10250`, ...nodeLabelOf(node, options) },
        phase: 0.2 + index * 0.4,
        from: node.from,
        scrape: (time, emit) => scrapeKubelet(node, time, emit),
      }),
    ),
  ];
}

function stateAt(instance: string): Labels {
  return { job: "kube-state-metrics", instance };
}

function nodeLabelOf(node: RecordedNode, { nodeLabel }: RecordingOptions): Labels {
  return nodeLabel === null ? {} : { [nodeLabel]: node.name };
}

function scrapeState(time: Instant, emit: Emit): void {
  for (const node of NODES.filter(({ from }) => time >= from)) {
    emit(
      "kube_node_info",
      { node: node.name, internal_ip: node.address, provider_id: `sim:///${node.name}` },
      1,
    );
    const labels = {
      label_pool: node.isSpot ? "burst" : "base",
      label_lifecycle: node.isSpot ? "spot" : "normal",
    };
    emit("kube_node_labels", { node: node.name, ...labels }, 1);
  }
  for (const pod of PODS) scrapePod(pod, time, emit);
  for (const replicaset of ["web-5d9", "web-7c4", "api-6f8"]) {
    const owner = { owner_kind: "Deployment", owner_name: replicaset.slice(0, 3) };
    emit("kube_replicaset_owner", { namespace: "shop", replicaset, ...owner }, 1);
  }
  emit(
    "kube_job_owner",
    { namespace: "batch", job_name: "nightly-290", owner_kind: "CronJob", owner_name: "nightly" },
    1,
  );
  scrapeCopied(time, emit);
  emit("kube_service_spec_type", { namespace: "shop", service: "web", type: "LoadBalancer" }, 1);
}

function scrapePod(pod: RecordedPod, time: Instant, emit: Emit): void {
  if (!isListed(pod, time)) return;

  const named = { namespace: pod.namespace, pod: pod.name, uid: pod.uid };
  const [kind, name] = pod.owner;
  emit("kube_pod_info", { ...named, node: pod.node }, 1);
  emit("kube_pod_labels", { ...named, label_team: pod.namespace, label_pod_template_hash: "x1" }, 1);
  emit("kube_pod_owner", { ...named, owner_kind: kind, owner_name: name, owner_is_controller: "true" }, 1);
  if (pod.claim) {
    emit(
      "kube_pod_spec_volumes_persistentvolumeclaims_info",
      { ...named, persistentvolumeclaim: pod.claim },
      1,
    );
  }
  for (const container of pod.containers) {
    if (container.isInit) scrapeContainer(pod, container, time, emit);
    const { restartsAt } = container;
    const start = restartsAt !== undefined && time >= restartsAt ? restartsAt : pod.from;
    const labels = { ...named, container: container.name };
    if (time < pod.until) emit(`${prefixOf(container)}_state_started`, labels, start / 1000);
  }
}

function isListed({ from, until, listedUntil = until }: RecordedPod, time: Instant): boolean {
  return time >= from && time < listedUntil;
}

/** What OpenCost's exporter copies from kube-state-metrics. */
function scrapeCopied(time: Instant, emit: Emit): void {
  for (const node of NODES.filter(({ from }) => time >= from)) {
    emit("kube_node_status_capacity", { node: node.name, resource: "cpu", unit: "core" }, node.cores);
    emit("kube_node_status_capacity", { node: node.name, resource: "memory", unit: "byte" }, node.bytes);
  }
  for (const pod of PODS.filter((each) => isListed(each, time))) {
    for (const container of pod.containers.filter(({ isInit }) => !isInit)) {
      scrapeContainer(pod, container, time, emit);
    }
  }
  emit("kube_persistentvolume_capacity_bytes", { persistentvolume: "pvc-1" }, 100 * 2 ** 30);
  const claim = {
    namespace: "db",
    persistentvolumeclaim: "data-db-0",
    volumename: "pvc-1",
    storageclass: "gp3",
  };
  emit("kube_persistentvolumeclaim_info", claim, 1);
}

function scrapeContainer(pod: RecordedPod, container: RecordedContainer, time: Instant, emit: Emit): void {
  const prefix = prefixOf(container);
  const named = { namespace: pod.namespace, pod: pod.name, uid: pod.uid, container: container.name };
  emit(`${prefix}_status_running`, named, time < pod.until ? 1 : 0);
  const requests = [
    ["cpu", container.cpuRequest],
    ["memory", container.ramRequest],
  ] as const;
  for (const [resource, value] of requests.filter(([, request]) => request > 0)) {
    emit(`${prefix}_resource_requests`, { ...named, node: pod.node, resource }, value);
  }
}

function prefixOf({ isInit }: RecordedContainer): string {
  return isInit ? "kube_pod_init_container" : "kube_pod_container";
}

function scrapeExporter(time: Instant, emit: Emit): void {
  scrapeCopied(time, emit);
  for (const node of NODES.filter(({ from }) => time >= from)) {
    const labels = { node: node.name, instance: node.name, instance_type: "m6i", region: "eu-west-1" };
    emit("node_cpu_hourly_cost", labels, node.cpuPrice);
    emit("node_ram_hourly_cost", labels, node.ramPrice);
    emit("node_gpu_count", labels, 1);
  }
  emit("pv_hourly_cost", { persistentvolume: "pvc-1", volumename: "pvc-1" }, 0.0001);
  emit(
    "kubecost_load_balancer_cost",
    { namespace: "shop", service_name: "web", ingress_ip: "34.1.1.1" },
    0.025,
  );
  emit("kubecost_cluster_management_cost", { provisioner_name: "EKS" }, 0.1);
  emit("kubecost_network_zone_egress_cost", {}, 0.01);
  emit("kubecost_network_region_egress_cost", {}, 0.02);
  emit("kubecost_network_internet_egress_cost", {}, 0.12);
}

/** Every pod sends a million bytes a minute to the internet. */
function scrapeTraffic(time: Instant, emit: Emit): void {
  for (const pod of PODS.filter(({ from, until }) => time >= from && time < until)) {
    const reach = { internet: "true", same_region: "false", same_zone: "false" };
    const bytes = ((time - pod.from) / MINUTE_MS) * 1e6;
    emit(
      "kubecost_pod_network_egress_bytes_total",
      { namespace: pod.namespace, pod_name: pod.name, ...reach },
      bytes,
    );
  }
}

function scrapeKubelet(node: RecordedNode, time: Instant, emit: Emit): void {
  const minute = Math.floor((time - RECORDING_START) / MINUTE_MS);
  for (const pod of PODS.filter(
    (each) => each.node === node.name && time >= each.from && time < each.until,
  )) {
    const cgroup = `/kubepods.slice/kubepods-pod${pod.uid.replaceAll("-", "_")}.slice`;
    const named = { namespace: pod.namespace, pod: pod.name };
    // The pod's own cgroup, which must not be taken for a container.
    emit("container_memory_working_set_bytes", { ...named, container: "", id: cgroup }, 9e9);
    for (const container of pod.containers) {
      const generation = container.restartsAt !== undefined && time >= container.restartsAt ? "b" : "a";
      const labels = { ...named, container: container.name, id: `${cgroup}/${container.name}-${generation}` };
      emit("container_memory_working_set_bytes", labels, Math.round(container.ram(minute)));
      const seconds = coreSeconds(pod, container, time).toFixed(3);
      emit("container_cpu_usage_seconds_total", { ...labels, cpu: "total" }, Number(seconds));
    }
  }
}

function text(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}}`;
}
