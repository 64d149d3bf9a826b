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

/** Labels that mark a node which the provider may take back, with the value (in lower case) that says so. */
const SPOT_LABELS: readonly (readonly [label: string, value: string])[] = [
  ["karpenter_sh_capacity_type", "spot"],
  ["eks_amazonaws_com_capacityType", "spot"],
  ["cloud_google_com_gke_spot", "true"],
  ["cloud_google_com_gke_preemptible", "true"],
  ["cloud_google_com_gke_provisioning", "spot"],
  ["kubernetes_azure_com_scalesetpriority", "spot"],
  ["node_kubernetes_io_lifecycle", "spot"],
  ["node_lifecycle", "spot"],
  ["lifecycle", "spot"],
  ["lifecycle", "ec2spot"],
];

const TYPE_LABELS = ["node_kubernetes_io_instance_type", "beta_kubernetes_io_instance_type"];
const REGION_LABELS = ["topology_kubernetes_io_region", "failure_domain_beta_kubernetes_io_region"];

/** A node's Kubernetes labels, named as Prometheus writes them. */
export type NodeLabels = Readonly<Record<string, string>>;

/** The pool that a node belongs to, "" where no label names one. */
export function poolIn(labels: NodeLabels): string {
  return firstOf(labels, POOL_LABELS);
}

/** The instance type by the node's labels, or "". */
export function instanceTypeIn(labels: NodeLabels): string {
  return firstOf(labels, TYPE_LABELS);
}

/** The region by the node's labels, or "". */
export function regionIn(labels: NodeLabels): string {
  return firstOf(labels, REGION_LABELS);
}

/** Whether a label marks the node as spot. */
export function isSpotIn(labels: NodeLabels): boolean {
  return SPOT_LABELS.some(([label, value]) => labels[label]?.toLowerCase() === value);
}

function firstOf(labels: NodeLabels, names: readonly string[]): string {
  return names.map((name) => labels[name] ?? "").find((value) => value !== "") ?? "";
}
