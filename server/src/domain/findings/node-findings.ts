import type { FindingKind } from "./finding.ts";

/** Findings about nodes: what they are, what they have, and what they cost. */
export const NODE_FINDINGS = {
  node_billed_by_pod: {
    gravity: "decided",
    what: "A virtual node: its capacity is a limit, not a machine.",
    rule: "Its pods are billed by what they request; its capacity is not idle.",
    remedy: "Give its pods a price in a price book.",
  },
  node_size_impossible: {
    gravity: "ignored",
    what: "A node's capacity was told as nothing, or as more than any machine has.",
    rule: "Such samples count as not told: the nearest possible one stands.",
    remedy: "Look for the exporter that tells them; nothing needs to be done for the numbers.",
  },
  node_changed: {
    gravity: "decided",
    what: "Within the hour a node's name passed to another machine, or the machine's type, labels or spot state changed.",
    rule: "Each minute is billed at the price of the machine that bore the name then.",
    remedy: "Nothing: clouds give names of nodes anew.",
  },
  node_not_ready: {
    gravity: "decided",
    what: "A node stands as an object, and neither its kubelet nor cAdvisor was heard of for more than five minutes.",
    rule: "From then on it is billed or not as NOT_READY_NODES says: not, unless told otherwise.",
    remedy: "Delete the node if its machine is gone. Set NOT_READY_NODES=paid if such machines are paid.",
  },
  node_undescribed: {
    gravity: "missing",
    what: "Pods run on a node that nobody describes.",
    rule: "A node just large enough for them is made up; price book or defaults price it.",
    remedy: "Let Prometheus scrape kube_node_info and kube_node_status_capacity of all nodes.",
  },
} as const satisfies Record<string, FindingKind>;
