import type { FindingKind } from "./finding-kind.ts";

/** Findings about nodes: what they are, what they have, and what they cost. */
export const NODE_FINDINGS = {
  node_billed_by_pod: {
    gravity: "decided",
    what: "A virtual node: its capacity is a limit, not a machine.",
    rule: "Its pods are billed by what they request; its capacity is not idle.",
    remedy: "Give its pods a price in a price book.",
  },
  node_unpriced: {
    gravity: "missing",
    what: "Pods run on a cloud's product that bills them in place of a node (Fargate, GKE Autopilot, container groups), and nobody tells its price.",
    rule: "They are not priced (priceSource none): they cost nothing in sums, and answers say which share of the core-hours that is.",
    remedy: "Give them a price in a price book, by perPodCpuCoreHour and perPodRamGibHour.",
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
  node_identity_contradicts: {
    gravity: "decided",
    what: "Two sources name another instance type, region, zone, capacity type or provider id for one node.",
    rule: "The more specific goes first: a type that a cloud's list may have, spot before on demand. Else labels, copied labels, firmware, Karpenter, taints, the exporter, in this order.",
    remedy: "Look which of the two is right, and what relabelling or which label makes the other say so.",
  },
  node_signs_unread: {
    gravity: "missing",
    isDetail: true,
    what: "What machines tell of themselves beside kube-state-metrics (node_exporter, Karpenter, copied labels) was not answered.",
    rule: "The hour is collected without it: nodes are what their labels, taints and the exporter say.",
    remedy: "Look at the detail, and at the load of Prometheus.",
  },
  advice_unread: {
    gravity: "missing",
    isDetail: true,
    what: "Some of what recommendations need beside quantities (limits, OOM kills, throttling, autoscalers and the like) was not answered.",
    rule: "The hour is collected without it, and recommendations say that it is not known; no cost depends on it.",
    remedy: "Look at the detail, and at the limits of Prometheus for one query.",
  },
  node_not_ready: {
    gravity: "decided",
    what: "A node exists as an object, but no samples came from its kubelet or cAdvisor for more than five minutes.",
    rule: "From then on it is billed or not as NOT_READY_NODES says: not, unless told otherwise.",
    remedy: "Delete the node if its machine is gone. Set NOT_READY_NODES=paid if such machines are paid.",
  },
  node_price_by_contract: {
    gravity: "decided",
    what: "A node runs on reserved capacity or in a capacity block: only its contract says what it costs.",
    rule: "Price book and exporter are believed; where the cloud's list prices it, that is the price on demand, marked as an estimate.",
    remedy: "Give it its price in a price book.",
  },
  karpenter_prices_unread: {
    gravity: "missing",
    isDetail: true,
    what: "Karpenter's prices of machines were asked for and not answered.",
    rule: "The hour goes on without them: the cloud's list prices the nodes.",
    remedy: "Look at what Prometheus answers to the question that the detail tells.",
  },
  node_undescribed: {
    gravity: "missing",
    what: "Pods run on a node that nobody describes.",
    rule: "A node just large enough for them is made up; price book or defaults price it.",
    remedy: "Let Prometheus scrape kube_node_info and kube_node_status_capacity of all nodes.",
  },
} as const satisfies Record<string, FindingKind>;

/** Findings about GPUs and their like: how many there are, and which share of one a pod holds. */
export const ACCELERATOR_FINDINGS = {
  gpus_offered_beyond_real: {
    gravity: "decided",
    what: "A node offers more GPUs than it has.",
    rule: "The physical ones are paid for; each offered one is its share of them.",
    remedy: "Nothing: this is how time slicing, MPS and MIG slices show themselves.",
  },
  gpus_not_offered: {
    gravity: "decided",
    what: "A node has more GPUs than it offers: some are ill, held back, or no plugin offers them.",
    rule: "All of them are paid for; those that nobody can take are idle.",
    remedy: "Look at the device plugin's log on that node.",
  },
  gpu_counts_contradict: {
    gravity: "decided",
    what: "The number of GPUs that was told cannot be: the GPUs that the node offers are no multiple of it.",
    rule: "The next source counts: GPU exporter, vendor's labels, price exporter, what the node offers.",
    remedy: "Look for a GPU that fell off the bus, or for a price exporter that counts wrong.",
  },
  accelerator_unknown: {
    gravity: "decided",
    what: "A resource that may be an accelerator, but that KubeCent does not know.",
    rule: "One whose name says GPU, NPU, TPU or the like counts as a device; any other is not counted.",
    remedy: "Tell the project the resource's name and what it stands for.",
  },
  accelerators_unpriced: {
    gravity: "decided",
    what: "The node's price does not name a price for its accelerators: CPU and memory take all of it.",
    rule: "The total is split anew among CPU, memory and accelerators, by the proportion of default prices.",
    remedy: "Give the node a price with perGpuHour in a price book.",
  },
  accelerators_priced_by_rest: {
    gravity: "decided",
    what: "Nobody states the price of the node's accelerators, but its total is more than its CPU and memory.",
    rule: "What CPU and memory leave of the total is the accelerators'.",
    remedy: "Nothing, or give the node a price with perGpuHour in a price book.",
  },
} as const satisfies Record<string, FindingKind>;
