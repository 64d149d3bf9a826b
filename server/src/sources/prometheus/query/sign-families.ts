import type { Family } from "./selector.ts";

/**
 * What tells of machines beside kube-state-metrics: series onto which labels of nodes may be copied, the firmware, and Karpenter.
 * One number for each, asked for together.
 */
export const SIGNS_OF_NODES: Family = {
  name: "signs of machines",
  metric: "",
  matchers: [
    {
      label: "__name__",
      operator: "=~",
      value:
        "machine_cpu_cores|machine_memory_bytes|kubelet_node_name|node_dmi_info|node_uname_info|karpenter_nodes_allocatable",
    },
    // Of what Karpenter tells of each node by resource, one.
    { label: "resource_type", operator: "=~", value: "|cpu" },
  ],
};

/** The same by kind, under the names of their nodes. */
export const NODE_SIGNS = {
  /** Labels of the node that a scrape configuration copied. */
  copied: {
    name: "copied labels",
    metric: "machine_cpu_cores|machine_memory_bytes|kubelet_node_name",
    matchers: [],
  },
  firmware: { name: "firmware", metric: "node_dmi_info", matchers: [] },
  karpenter: { name: "Karpenter's nodes", metric: "karpenter_nodes_allocatable", matchers: [] },
} as const satisfies Record<string, Family>;
