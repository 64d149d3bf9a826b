import { ASSETS, OWNERS, POD_FAMILIES, VOLUME_FACTS } from "../../query/families.ts";
import type { Family } from "../../query/selector.ts";
import type { Check } from "../source-check.ts";
import { seriesCheck } from "./series-check.ts";

export const KSM = "Install kube-state-metrics 2.x and scrape it";
export const CADVISOR =
  "Scrape the kubelet's /metrics/cadvisor; in kube-prometheus-stack keep kubelet.serviceMonitor.cAdvisor on, and drop this series in no cAdvisorMetricRelabelings";
const { running, requests, oldCpuRequests, started, initRunning, podInfo, podOwner } = POD_FAMILIES;

/** Other metrics that exist only where volumes do, from any exporter, for servers that keep only some metrics. */
const SIGNS_OF_VOLUMES: readonly Family[] = [
  VOLUME_FACTS.claims,
  ...[
    "kube_persistentvolume_info",
    "kube_persistentvolume_status_phase",
    "kube_persistentvolumeclaim_labels",
    "kube_persistentvolumeclaim_status_phase",
    "kube_persistentvolumeclaim_resource_requests_storage_bytes",
    "kube_pod_spec_volumes_persistentvolumeclaims_info",
    "kubelet_volume_stats_capacity_bytes",
    "kubelet_volume_stats_used_bytes",
    "pod_pvc_allocation",
  ].map((metric) => ({ name: "signs of volumes", metric, matchers: [] })),
];

/** Whether series are there at all, and how many. */
export const SERIES_CHECKS: readonly Check[] = [
  seriesCheck({
    name: "kube_node_info",
    counts: "nodes",
    families: [ASSETS.nodeInfo],
    gravity: "wrong",
    consequence: "When nodes came and went is not known, nor which cAdvisor belongs to which node",
    remedy: `${KSM}, with its collector of nodes`,
  }),
  seriesCheck({
    name: "kube_node_status_capacity",
    counts: "resources of nodes",
    families: [ASSETS.nodeCapacity, ASSETS.oldNodeCores],
    gravity: "wrong",
    consequence: "Nodes have no size: they are made up from their pods, and nothing of them is idle",
    remedy: `${KSM}, with its collector of nodes`,
  }),
  seriesCheck({
    name: "kube_pod_info",
    counts: "pods",
    families: [podInfo],
    gravity: "wrong",
    consequence: "The node of a pod, which decides its price, is guessed from other series",
    remedy: `${KSM}, with its collector of pods`,
  }),
  seriesCheck({
    name: "kube_pod_container_status_running",
    counts: "containers",
    families: [running],
    gravity: "wrong",
    consequence:
      "Containers are taken to run while cAdvisor has memory samples of them; some configurations keep those of finished ones",
    remedy: `${KSM}, and drop this series in no relabelling rule`,
  }),
  seriesCheck({
    name: "kube_pod_container_resource_requests",
    counts: "requests",
    families: [requests, oldCpuRequests],
    gravity: "wrong",
    consequence: "Containers bill what they used, never what they reserved; GPUs are not billed",
    remedy: `${KSM}, with its collector of pods`,
  }),
  seriesCheck({
    name: "kube_pod_init_container_status_running",
    counts: "init containers",
    families: [initRunning],
    onlyIfAny: [{ name: "init containers", metric: "kube_pod_init_container_info", matchers: [] }],
    gravity: "wrong",
    consequence: "Native sidecars are only seen by cAdvisor, and without their requests",
    remedy: `${KSM}, and drop kube_pod_init_container_* in no relabelling rule`,
  }),
  seriesCheck({
    name: "kube_pod_container_state_started",
    counts: "containers",
    families: [started],
    gravity: "poorer",
    consequence: "Starts are known to one scrape interval, so a job across midnight is split a little wrong",
    remedy: `${KSM}, and drop this series in no relabelling rule`,
  }),
  seriesCheck({
    name: "kube_pod_owner",
    counts: "owners",
    families: [podOwner],
    gravity: "poorer",
    consequence: "Pods are grouped by what kube_pod_info says of their creator, or not at all",
    remedy: `${KSM}, with its collector of pods`,
  }),
  seriesCheck({
    name: "kube_replicaset_owner",
    counts: "ReplicaSets",
    families: [OWNERS.replicaSetOwner],
    gravity: "poorer",
    consequence:
      "Deployments are told from pod-template-hash labels, and without those each rollout is a workload",
    remedy: `${KSM}, with its collector of replicasets`,
  }),
  seriesCheck({
    name: "kube_job_owner",
    counts: "Jobs",
    families: [OWNERS.jobOwner],
    onlyIfAny: ["kube_job_info", "kube_job_status_active", "kube_job_status_succeeded"].map((metric) => ({
      name: "jobs",
      metric,
      matchers: [],
    })),
    gravity: "poorer",
    consequence: "Each run of a CronJob is a workload of its own",
    remedy: `${KSM}, with its collector of jobs`,
  }),
  seriesCheck({
    name: "container_cpu_usage_seconds_total",
    counts: "containers",
    families: [POD_FAMILIES.cpu, POD_FAMILIES.oldCpu],
    gravity: "wrong",
    consequence:
      "CPU bills requests alone: containers without a request cost nothing, bursts are missed; where pods are measured as a whole, their containers share that",
    remedy: CADVISOR,
  }),
  seriesCheck({
    name: "container_memory_working_set_bytes",
    counts: "containers",
    families: [POD_FAMILIES.ram, POD_FAMILIES.oldRam],
    gravity: "wrong",
    consequence:
      "RAM bills requests alone, or what pods take as a whole, and nothing stands in while kube-state-metrics is down",
    remedy: CADVISOR,
  }),
  seriesCheck({
    name: "kube_persistentvolume_capacity_bytes",
    counts: "volumes",
    families: [ASSETS.volumeCapacity, ASSETS.volumePrice],
    onlyIfAny: SIGNS_OF_VOLUMES,
    gravity: "wrong",
    consequence: "Volumes cost nothing, or what other metrics tell of their size",
    remedy: `${KSM}, with its collector of persistentvolumes, and keep this series in every keep-list`,
  }),
  seriesCheck({
    name: "kube_persistentvolumeclaim_info",
    counts: "claims",
    families: [VOLUME_FACTS.claims, VOLUME_FACTS.claimRefs],
    onlyIfAny: [ASSETS.volumeCapacity],
    gravity: "wrong",
    consequence: "Volumes belong to no namespace",
    remedy: `${KSM}, with its collector of persistentvolumeclaims`,
  }),
  seriesCheck({
    name: "kube_pod_spec_volumes_persistentvolumeclaims_info",
    counts: "mounts",
    families: [VOLUME_FACTS.mounts, VOLUME_FACTS.exporterMounts],
    onlyIfAny: [VOLUME_FACTS.claims],
    gravity: "wrong",
    consequence: "No pod pays for its volumes: their cost stays with the namespace as __unmounted__",
    remedy: `${KSM}, with its collector of pods`,
  }),
  seriesCheck({
    name: "kube_service_spec_type",
    counts: "load balancers",
    families: [ASSETS.services, ASSETS.loadBalancerPrice],
    onlyIfAny: [
      { name: "load balancers", metric: "kube_service_status_load_balancer_ingress", matchers: [] },
    ],
    gravity: "wrong",
    consequence: "Load balancers cost nothing",
    remedy: `${KSM}, with its collector of services`,
  }),
  seriesCheck({
    name: "kubecost_pod_network_egress_bytes_total",
    counts: "counters",
    families: [POD_FAMILIES.egress],
    gravity: "poorer",
    consequence: "Traffic is not measured: its cost is unknown, which answers say, and not zero",
    remedy: "Install OpenCost's network-costs DaemonSet and scrape it, if traffic is worth it",
  }),
];
