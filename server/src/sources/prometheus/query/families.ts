import { ACCELERATOR_PATTERN } from "../accelerators/accelerator-resources.ts";
import type { Family, Matcher } from "./selector.ts";

/** cAdvisor's rows of containers: neither the pod's own cgroup nor its pause container. */
const CONTAINERS = namedContainers("container");
/** Kubernetes before 1.16 named them otherwise. */
const OLD_CONTAINERS = [equal("container", ""), ...namedContainers("container_name")];
const CPU_RAM_GPU: Matcher = {
  label: "resource",
  operator: "=~",
  value: `cpu|memory|hugepages_.*|${ACCELERATOR_PATTERN}`,
};
/** The rows of whole pods: no container, no image, but a pod. */
const POD_CGROUPS: readonly Matcher[] = [
  equal("container", ""),
  equal("container_name", ""),
  equal("image", ""),
  { label: "pod", operator: "!=", value: "" },
];
const CPU_RAM_PAGES: Matcher = { label: "resource", operator: "=~", value: "cpu|memory|hugepages.*" };

/** Families about containers and pods: they grow with the cluster and are read shard by shard. */
export const POD_FAMILIES = {
  podInfo: podFamily("pods", "kube_pod_info"),
  podLabels: podFamily("pod labels", "kube_pod_labels"),
  podOwner: podFamily("pod owners", "kube_pod_owner"),
  running: podFamily("running containers", "kube_pod_container_status_running"),
  initRunning: podFamily("running init containers", "kube_pod_init_container_status_running"),
  started: podFamily("container starts", "kube_pod_container_state_started"),
  initStarted: podFamily("init container starts", "kube_pod_init_container_state_started"),
  requests: podFamily("container requests", "kube_pod_container_resource_requests", [CPU_RAM_GPU]),
  initRequests: podFamily("init container requests", "kube_pod_init_container_resource_requests", [
    CPU_RAM_GPU,
  ]),
  // kube-state-metrics 1.x, which had a name for each resource.
  oldCpuRequests: podFamily("container requests", "kube_pod_container_resource_requests_cpu_cores"),
  oldRamRequests: podFamily("container requests", "kube_pod_container_resource_requests_memory_bytes"),
  // Of the pod as a whole: kube-scheduler's word, overhead included, and the names proposed for kube-state-metrics.
  podRequests: podFamily("pod requests", "kube_pod_resource_request", [CPU_RAM_PAGES]),
  podSpecRequests: podFamily("pod requests", "", [
    {
      label: "__name__",
      operator: "=~",
      value: "kube_pod_resource_requests|kube_pod_spec_resource_requests|kube_pod_level_resources_requests",
    },
    CPU_RAM_PAGES,
  ]),
  overheadCpu: podFamily("pod overhead", "kube_pod_overhead_cpu_cores"),
  overheadRam: podFamily("pod overhead", "kube_pod_overhead_memory_bytes"),
  gpuAllocation: podFamily("GPU allocations", "container_gpu_allocation"),
  cpu: podFamily("container CPU", "container_cpu_usage_seconds_total", CONTAINERS),
  ram: podFamily("container RAM", "container_memory_working_set_bytes", CONTAINERS),
  oldCpu: podNameFamily("container CPU", "container_cpu_usage_seconds_total", OLD_CONTAINERS),
  oldRam: podNameFamily("container RAM", "container_memory_working_set_bytes", OLD_CONTAINERS),
  // The pods' own cgroups, and kubelet's /metrics/resource: read for pods of which no container is measured.
  podCpu: podFamily("pod CPU", "container_cpu_usage_seconds_total", POD_CGROUPS),
  podRam: podFamily("pod RAM", "container_memory_working_set_bytes", POD_CGROUPS),
  kubeletPodCpu: podFamily("pod CPU", "pod_cpu_usage_seconds_total"),
  kubeletPodRam: podFamily("pod RAM", "pod_memory_working_set_bytes"),
  egress: podNameFamily("pod traffic", "kubecost_pod_network_egress_bytes_total"),
} as const satisfies Record<string, Family>;

export type PodFamily = keyof typeof POD_FAMILIES;

/** The families that decide how large answers get; of the others a pod has fewer series. */
export const COUNTED_FAMILIES = [
  "running",
  "initRunning",
  "requests",
  "oldCpuRequests",
  "oldRamRequests",
  "podRequests",
  "podSpecRequests",
  "overheadCpu",
  "overheadRam",
  "cpu",
  "ram",
  "oldCpu",
  "oldRam",
  "egress",
] as const satisfies PodFamily[];

export type CountedFamily = (typeof COUNTED_FAMILIES)[number];

/** Families about the owners of pods: one series for each ReplicaSet and Job. */
export const OWNERS = {
  replicaSetOwner: family("ReplicaSet owners", "kube_replicaset_owner"),
  jobOwner: family("Job owners", "kube_job_owner"),
} as const;

/** Families about nodes, volumes, load balancers and the fee. */
export const ASSETS = {
  nodeInfo: family("nodes", "kube_node_info"),
  nodeLabels: family("node labels", "kube_node_labels"),
  nodeCapacity: family("node capacity", "kube_node_status_capacity", [CPU_RAM_GPU]),
  oldNodeCores: family("node cores", "kube_node_status_capacity_cpu_cores"),
  oldNodeBytes: family("node memory", "kube_node_status_capacity_memory_bytes"),
  nodeGpus: family("node GPUs", "node_gpu_count"),
  nodeTaints: family("taints of virtual and spot nodes", "kube_node_spec_taint", [
    {
      label: "key",
      operator: "=~",
      value: String.raw`virtual-kubelet\.io/provider|eks\.amazonaws\.com/compute-type|virtual-node\.liqo\.io/not-allowed|kubernetes\.azure\.com/scalesetpriority|cloud\.google\.com/gke-(?:spot|preemptible)`,
    },
  ]),
  nodeSpot: family("spot nodes", "kubecost_node_is_spot"),
  nodeCpuPrice: family("CPU prices", "node_cpu_hourly_cost"),
  nodeRamPrice: family("RAM prices", "node_ram_hourly_cost"),
  nodeGpuPrice: family("GPU prices", "node_gpu_hourly_cost"),
  nodePrice: family("node prices", "node_total_hourly_cost"),
  volumeCapacity: family("volumes", "kube_persistentvolume_capacity_bytes"),
  volumePrice: family("volume prices", "pv_hourly_cost"),
  loadBalancerPrice: family("load balancer prices", "kubecost_load_balancer_cost"),
  services: family("load balancers", "kube_service_spec_type", [equal("type", "LoadBalancer")]),
  serviceAddresses: family("addresses of load balancers", "kube_service_status_load_balancer_ingress"),
  fee: family("the cluster's fee", "kubecost_cluster_management_cost"),
} as const;

/** What NVIDIA's exporter tells of every GPU; under MIG it leaves the first out. */
export const GPU_SERIALS = {
  gpuUse: family("GPU serial ids", "DCGM_FI_DEV_GPU_UTIL"),
  gpuMemory: family("GPU serial ids", "DCGM_FI_DEV_FB_USED"),
} as const;

/** Whether the control plane takes a node for ready, and whether it lost its kubelet. */
export const NODE_READY = {
  true: family("readiness of nodes", "kube_node_status_condition", [
    equal("condition", "Ready"),
    equal("status", "true"),
  ]),
  unknown: family("readiness of nodes", "kube_node_status_condition", [
    equal("condition", "Ready"),
    equal("status", "unknown"),
  ]),
} as const;

/** Families whose samples show that a node exists. */
export const NODE_PRESENCE: readonly Family[] = [ASSETS.nodeInfo, ASSETS.nodeCapacity, ASSETS.nodeLabels];

/** Families that tell how large a node is. */
export const NODE_SIZES: readonly Family[] = [
  ASSETS.nodeCapacity,
  ASSETS.oldNodeCores,
  ASSETS.oldNodeBytes,
  ASSETS.nodeGpus,
];

/** Families that tell what a node costs. */
export const NODE_PRICES: readonly Family[] = [
  ASSETS.nodeCpuPrice,
  ASSETS.nodeRamPrice,
  ASSETS.nodeGpuPrice,
  ASSETS.nodePrice,
];

/** All families about nodes. */
export const NODE_FAMILIES: readonly Family[] = [
  ...new Set([...NODE_PRESENCE, ...NODE_SIZES, ...NODE_PRICES, ASSETS.nodeSpot, ASSETS.nodeTaints]),
];

/** Families that describe volumes and who mounts them; their labels are all that matters. */
export const VOLUME_FACTS = {
  claims: family("volume claims", "kube_persistentvolumeclaim_info"),
  claimRefs: family("volume claim references", "kube_persistentvolume_claim_ref"),
  claimBytes: family("volume claim sizes", "kube_persistentvolumeclaim_resource_requests_storage_bytes"),
  volumeInfo: family("volume facts", "kube_persistentvolume_info"),
  exporterVolumeInfo: family("volume facts", "kubecost_pv_info"),
  mounts: family("volume mounts", "kube_pod_spec_volumes_persistentvolumeclaims_info"),
  exporterMounts: family("volume mounts", "pod_pvc_allocation"),
  classes: family("storage classes", "kube_storageclass_info"),
  used: family("volume use", "kubelet_volume_stats_used_bytes"),
  systemBytes: family("volume file systems", "kubelet_volume_stats_capacity_bytes"),
} as const;

/** Phases in which there is no disk behind a volume object. */
export const VOLUME_PHASES = family("volume phases", "kube_persistentvolume_status_phase", [
  { label: "phase", operator: "=~", value: "Failed|Pending" },
]);

/** Ingresses of the classes that make a cloud set up a load balancer for them. */
export const CLOUD_INGRESSES = family("cloud ingresses", "kube_ingress_info", [
  {
    label: "ingressclass",
    operator: "=~",
    value: "alb|gce(-internal)?|azure-application-gateway|azure-alb.*",
  },
]);

/** Claims of devices (DRA) that pods hold: the metric names claims, and says nothing of their devices. */
export const POD_RESOURCE_CLAIMS = family("resource claims of pods", "kube_pod_resourceclaim_info");

/** Labels of namespaces, which stand in for those of pods where a question says so. */
export const NAMESPACE_LABELS = family("namespace labels", "kube_namespace_labels");

/** The exporter's prices of traffic, by how far it goes. */
export const NETWORK_PRICES = {
  zone: family("traffic prices", "kubecost_network_zone_egress_cost"),
  region: family("traffic prices", "kubecost_network_region_egress_cost"),
  internet: family("traffic prices", "kubecost_network_internet_egress_cost"),
} as const;

/** Anything that Prometheus scraped at all. */
export const UP = family("targets", "up");

function family(name: string, metric: string, matchers: readonly Matcher[] = []): Family {
  return { name, metric, matchers };
}

function podFamily(
  name: string,
  metric: string,
  matchers: readonly Matcher[] = [],
): Family & { podLabel: string } {
  return { name, metric, matchers, podLabel: "pod" };
}

/** A family whose series name the pod as old kubelets and Kubecost do. */
function podNameFamily(...named: Parameters<typeof podFamily>): Family & { podLabel: string } {
  return { ...podFamily(...named), podLabel: "pod_name" };
}

function equal(label: string, value: string): Matcher {
  return { label, operator: "=", value };
}

function namedContainers(label: string): Matcher[] {
  return [
    { label, operator: "!=", value: "" },
    { label, operator: "!=", value: "POD" },
  ];
}
