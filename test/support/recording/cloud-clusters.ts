import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Sample } from "./emit.ts";

export type Labels = Readonly<Record<string, string>>;

/** What a machine of an invented cluster is, and what is scraped of it. */
export interface CloudNode {
  readonly name: string;
  readonly address: string;
  readonly cores: number;
  readonly gib: number;
  readonly providerId?: string;
  /** As Kubernetes writes them. */
  readonly labels?: Labels;
  readonly taints?: Labels;
  /** What node_exporter reads of the firmware. */
  readonly firmware?: Labels | undefined;
  readonly kubelet?: string;
  /** Cores that its one pod requests. */
  readonly podCores?: number;
}

export interface CloudCluster {
  readonly name: string;
  readonly nodes: readonly CloudNode[];
  /** kube-state-metrics may tell the nodes' labels. */
  readonly isAllowed?: boolean;
  /** The scrape configuration copies the nodes' labels onto cAdvisor's series. */
  readonly isCopied?: boolean;
  /** How node_exporter's targets name their node. */
  readonly firmwareBy?: "node" | "address" | "system";
  /** Karpenter's own metrics are scraped: what it tells of nodes that bear its labels. */
  readonly hasKarpenter?: boolean;
  /** What an exporter says of nodes, by their names. */
  readonly exported?: Readonly<Record<string, Labels>>;
}

type Emit = (metric: string, labels: Labels, value: number) => void;

/** The samples that Prometheus would have recorded of the clusters around an hour. */
export function recordClouds(clusters: readonly CloudCluster[], hour: Instant): Sample[] {
  const samples: Sample[] = [];
  for (let time = hour - 10 * MINUTE_MS; time < hour + HOUR_MS + 10 * MINUTE_MS; time += MINUTE_MS) {
    for (const cluster of clusters) {
      scrape(cluster, (metric, labels, value) => {
        const text = Object.entries({ ...labels, cluster: cluster.name })
          .map(([name, each]) => `${name}=${JSON.stringify(each)}`)
          .join(",");
        samples.push({ series: `${metric}{${text}}`, value: String(value), time });
      });
    }
  }
  return samples;
}

const KSM = { job: "kube-state-metrics", instance: "10.9.9.9:8080" };

function scrape(cluster: CloudCluster, emit: Emit): void {
  for (const node of cluster.nodes) {
    scrapeState(node, cluster, emit);
    scrapePod(node, cluster, emit);
    scrapeFirmware(node, cluster, emit);
    const { capacity, type, zone } = karpenterLabels(node);
    if (cluster.hasKarpenter === true && capacity !== undefined) {
      const labels = { node_name: node.name, instance_type: type, capacity_type: capacity, zone };
      for (const resource of ["cpu", "memory"]) {
        const target = { job: "karpenter", instance: "10.9.9.8:8080", resource_type: resource };
        emit("karpenter_nodes_allocatable", { ...target, ...labels }, 1);
      }
    }
    const exported = cluster.exported?.[node.name];
    if (exported) {
      const target = { job: "opencost", instance: node.name, node: node.name };
      emit("node_cpu_hourly_cost", { ...target, ...exported }, 0.03);
      emit("node_ram_hourly_cost", { ...target, ...exported }, 0.004);
    }
  }
}

function karpenterLabels({ labels = {} }: CloudNode) {
  return {
    capacity: labels["karpenter.sh/capacity-type"],
    type: labels["node.kubernetes.io/instance-type"] ?? "",
    zone: labels["topology.kubernetes.io/zone"] ?? "",
  };
}

function scrapeState(node: CloudNode, { isAllowed = false }: CloudCluster, emit: Emit): void {
  const { name, address, providerId = "", kubelet = "v1.34.1", labels = {}, taints = {} } = node;
  emit(
    "kube_node_info",
    { ...KSM, node: name, internal_ip: address, provider_id: providerId, kubelet_version: kubelet },
    1,
  );
  for (const [resource, value] of [
    ["cpu", node.cores],
    ["memory", node.gib * 2 ** 30],
  ] as const) {
    emit("kube_node_status_capacity", { ...KSM, node: name, resource }, value);
  }
  const allowed = Object.entries(isAllowed ? labels : {}).map(([key, value]) => [
    `label_${bare(key)}`,
    value,
  ]);
  emit("kube_node_labels", { ...KSM, node: name, ...Object.fromEntries(allowed) }, 1);
  for (const [key, value] of Object.entries(taints)) {
    emit("kube_node_spec_taint", { ...KSM, node: name, key, value, effect: "NoSchedule" }, 1);
  }
}

function scrapePod(node: CloudNode, { isCopied = false }: CloudCluster, emit: Emit): void {
  const { name, podCores = node.cores, labels = {} } = node;
  const pod = { namespace: "shop", pod: `web-${name.slice(-12)}`, uid: `uid-${name}` };
  emit("kube_pod_info", { ...KSM, ...pod, node: name }, 1);
  const container = { ...KSM, ...pod, container: "web" };
  emit("kube_pod_container_status_running", container, 1);
  emit("kube_pod_container_resource_requests", { ...container, node: name, resource: "cpu" }, podCores);
  emit(
    "kube_pod_container_resource_requests",
    { ...container, node: name, resource: "memory" },
    podCores * 2 ** 30,
  );
  if (!isCopied) return;
  const copied = Object.fromEntries(Object.entries(labels).map(([key, value]) => [bare(key), value]));
  emit("machine_cpu_cores", { job: "kubernetes-nodes-cadvisor", instance: name, ...copied }, node.cores);
}

function scrapeFirmware(node: CloudNode, { firmwareBy = "address" }: CloudCluster, emit: Emit): void {
  const { name, address, firmware } = node;
  if (!firmware) return;
  const isPod = firmwareBy === "system";
  const target = { job: "node-exporter", instance: `${isPod ? `172.16.${address.slice(5)}` : address}:9100` };
  const named = firmwareBy === "node" ? { ...target, instance: "10.0.0.99:9100", node: name } : target;
  emit("node_dmi_info", { ...named, ...firmware }, 1);
  emit("node_uname_info", { ...named, nodename: name.split(".", 1)[0] ?? "", sysname: "Linux" }, 1);
}

function bare(key: string): string {
  return key.replaceAll(/[^a-zA-Z0-9_]/g, "_");
}
