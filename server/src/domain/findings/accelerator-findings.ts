import type { FindingKind } from "./finding.ts";

/** Findings about GPUs and their like: how many there are, and which share of one a pod holds. */
export const ACCELERATOR_FINDINGS = {
  gpus_offered_beyond_real: {
    gravity: "decided",
    what: "A node offers more GPUs than it has.",
    rule: "The physical ones are paid for; each offered one is its share of them.",
    remedy: "Nothing: this is how time slicing and MPS show themselves.",
  },
} as const satisfies Record<string, FindingKind>;
