import type { FindingKind } from "./finding.ts";

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
