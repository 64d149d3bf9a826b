import type { NodeLabels } from "./node-labels.ts";

/** Labels that virtual nodes bear, with the values that say so; null where any value does. */
const VIRTUAL_LABELS: readonly (readonly [label: string, values: readonly string[] | null])[] = [
  ["type", ["virtual-kubelet", "virtual-node", "kwok"]],
  ["eks_amazonaws_com_compute_type", ["fargate"]],
  ["kubernetes_azure_com_role", ["virtual-node"]],
  ["kubernetes_azure_com_virtual_node", null],
  ["alibabacloud_com_virtual_node", ["true"]],
  ["virtual_kubelet_io_provider", null],
  ["liqo_io_type", ["virtual-node"]],
  ["node_kubernetes_io_instance_type", ["eklet", "virtual-kubelet"]],
  // GKE bills these by what their pods request; it bills the classes Performance and Accelerator by the node.
  [
    "cloud_google_com_compute_class",
    ["general-purpose", "balanced", "scale-out", "autopilot", "autopilot-spot"],
  ],
];

/** The names of these labels. */
export const LABELS_OF_VIRTUAL_NODES: readonly string[] = VIRTUAL_LABELS.map(([label]) => label);

/** Classes of GKE Autopilot that are billed by the node. */
const CLASSES_BY_NODE = new Set(["performance", "accelerator"]);
const AUTOPILOT = /^gk3-/;

/** Taints that only virtual nodes bear. */
const VIRTUAL_TAINTS: ReadonlySet<string> = new Set([
  "virtual-kubelet.io/provider",
  "eks.amazonaws.com/compute-type",
  "virtual-node.liqo.io/not-allowed",
]);

/** Provider ids of Fargate, and of container groups of Azure. */
const VIRTUAL_IDS = /\/fargate-ip-|\/containergroups(?:\/|$)/i;

/** Machines that Autopilot alone has, and that are in no list. */
const AUTOPILOT_TYPE = /^ek-/;

/** Names that providers give to virtual nodes. */
const VIRTUAL_NAMES = [/^fargate-ip-/, /^virtual-node-/, /^virtual-kubelet(?:-|$)/, /^eklet-/, AUTOPILOT];

/** What may tell that a node is virtual. */
export interface NodeSigns {
  readonly name: string;
  readonly providerId: string;
  readonly labels: NodeLabels;
  readonly kubeletVersion?: string;
  readonly instanceType?: string;
  /** Keys of its taints. */
  readonly taints?: readonly string[];
}

/** Why a node counts as virtual, in a few words; null where nothing says that it is no machine. */
export function virtualSign(node: NodeSigns): string | null {
  const { name, providerId, labels, kubeletVersion = "", instanceType = "", taints = [] } = node;
  const computeClass = labels["cloud_google_com_compute_class"]?.toLowerCase() ?? "";
  if (CLASSES_BY_NODE.has(computeClass)) return null;

  const label = VIRTUAL_LABELS.find(([each, values]) => {
    const value = labels[each]?.toLowerCase();
    return value !== undefined && (values === null || values.includes(value));
  });
  if (label) return `label ${label[0]}=${labels[label[0]] ?? ""}`;
  const taint = taints.find((key) => VIRTUAL_TAINTS.has(key));
  if (taint !== undefined) return `taint ${taint}`;
  if (VIRTUAL_NAMES.some((pattern) => pattern.test(name))) return `name ${name}`;
  if (VIRTUAL_IDS.test(providerId)) return `provider id ${providerId}`;
  if (AUTOPILOT_TYPE.test(instanceType)) return `instance type ${instanceType}`;
  return kubeletVersion.includes("-vk-") ? `kubelet ${kubeletVersion}` : null;
}
