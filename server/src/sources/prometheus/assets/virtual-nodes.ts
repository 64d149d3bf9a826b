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

/** Classes of GKE Autopilot that are billed by the node. */
const CLASSES_BY_NODE = new Set(["performance", "accelerator"]);
const AUTOPILOT = /^gk3-/;

/** Names that providers give to virtual nodes. */
const VIRTUAL_NAMES = [/^fargate-ip-/, /^virtual-node-/, /^virtual-kubelet(?:-|$)/, /^eklet-/, AUTOPILOT];

/** What may tell that a node is virtual. */
export interface NodeSigns {
  readonly name: string;
  readonly providerId: string;
  readonly labels: NodeLabels;
  readonly kubeletVersion?: string;
  /** Taints that only virtual nodes bear. */
  readonly virtualTaints?: readonly string[];
}

/** Why a node counts as virtual, in a few words; null where nothing says that it is no machine. */
export function virtualSign(node: NodeSigns): string | null {
  const { name, providerId, labels, kubeletVersion = "", virtualTaints = [] } = node;
  const computeClass = labels["cloud_google_com_compute_class"]?.toLowerCase() ?? "";
  if (CLASSES_BY_NODE.has(computeClass)) return null;

  const label = VIRTUAL_LABELS.find(([each, values]) => {
    const value = labels[each]?.toLowerCase();
    return value !== undefined && (values === null || values.includes(value));
  });
  if (label) return `label ${label[0]}=${labels[label[0]] ?? ""}`;
  if (virtualTaints.length > 0) return `taint ${virtualTaints[0] ?? ""}`;
  if (VIRTUAL_NAMES.some((pattern) => pattern.test(name))) return `name ${name}`;
  if (providerId.includes("/fargate-ip-")) return `provider id ${providerId}`;
  return kubeletVersion.includes("-vk-") ? `kubelet ${kubeletVersion}` : null;
}
