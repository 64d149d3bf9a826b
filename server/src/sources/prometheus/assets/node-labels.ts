import type { CapacityType } from "@kubecent/shared";

/** Labels that name a node's pool, the more telling first. */
const POOL_LABELS = [
  "eks_amazonaws_com_nodegroup",
  "alpha_eksctl_io_nodegroup_name",
  "cloud_google_com_gke_nodepool",
  "kubernetes_azure_com_agentpool",
  "agentpool",
  "karpenter_sh_nodepool",
  "karpenter_sh_provisioner_name",
  "node_kubernetes_io_pool",
  "kops_k8s_io_instancegroup",
  "doks_digitalocean_com_node_pool",
  "k8s_scaleway_com_pool_name",
  "oci_oraclecloud_com_node_pool",
  "nodepool",
  "node_pool",
  "pool",
];

/** Labels that tell how a node is paid for: what each of their values (in lower case) says. */
const CAPACITY_LABELS: readonly (readonly [label: string, types: Readonly<Record<string, CapacityType>>])[] =
  [
    [
      "karpenter_sh_capacity_type",
      { spot: "spot", "on-demand": "on-demand", reserved: "reserved", "capacity-block": "capacity-block" },
    ],
    [
      "eks_amazonaws_com_capacityType",
      { spot: "spot", on_demand: "on-demand", reserved: "reserved", capacity_block: "capacity-block" },
    ],
    ["cloud_google_com_gke_spot", { true: "spot" }],
    ["cloud_google_com_gke_preemptible", { true: "spot" }],
    [
      "cloud_google_com_gke_provisioning",
      { spot: "spot", preemptible: "spot", reservation: "reserved", standard: "on-demand" },
    ],
    ["kubernetes_azure_com_scalesetpriority", { spot: "spot", regular: "on-demand" }],
    ["node_kubernetes_io_lifecycle", { spot: "spot" }],
    ["node_lifecycle", { spot: "spot" }],
    ["lifecycle", { spot: "spot", ec2spot: "spot" }],
  ];

const TYPE_LABELS = ["node_kubernetes_io_instance_type", "beta_kubernetes_io_instance_type"];
const ZONE_LABELS = ["topology_kubernetes_io_zone", "failure_domain_beta_kubernetes_io_zone"];
const REGION_LABELS = ["topology_kubernetes_io_region", "failure_domain_beta_kubernetes_io_region"];

/** All labels that tell which machine a node is, or its pool. */
export const IDENTIFYING_LABELS: readonly string[] = [
  ...POOL_LABELS,
  ...CAPACITY_LABELS.map(([label]) => label),
  ...TYPE_LABELS,
  ...ZONE_LABELS,
  ...REGION_LABELS,
];

/** A node's Kubernetes labels, named as Prometheus writes them. */
export type NodeLabels = Readonly<Record<string, string>>;

/** The pool that a node belongs to, "" where no label names one. */
export function poolIn(labels: NodeLabels): string {
  return firstOf(labels, POOL_LABELS);
}

/** Which machine a node is by its labels; "" where they do not say. */
export function saidIn(labels: NodeLabels) {
  return {
    instanceType: firstOf(labels, TYPE_LABELS),
    region: firstOf(labels, REGION_LABELS),
    zone: firstOf(labels, ZONE_LABELS),
    capacityType: capacityTypeIn(labels) ?? "",
  };
}

/** How a node is paid for by one of its taints; null where that does not say. */
export function capacityTypeInTaint(key: string, value: string): CapacityType | null {
  return capacityTypeIn({ [key.replaceAll(/[^a-zA-Z0-9_]/g, "_")]: value });
}

/** How a node is paid for by its labels; null where none says. Of several the one out of the ordinary. */
function capacityTypeIn(labels: NodeLabels): CapacityType | null {
  const told = CAPACITY_LABELS.flatMap(([label, types]) => types[labels[label]?.toLowerCase() ?? ""] ?? []);
  return told.find((type) => type !== "on-demand") ?? told[0] ?? null;
}

function firstOf(labels: NodeLabels, names: readonly string[]): string {
  return names.map((name) => labels[name] ?? "").find((value) => value !== "") ?? "";
}
