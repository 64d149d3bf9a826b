import type { FindingKind } from "./finding.ts";

/** Findings about pods: what they request, where it is told, and whether they run. */
export const POD_FINDINGS = {
  pod_on_gone_node: {
    gravity: "decided",
    what: "A pod stands as Running on a node that is gone.",
    rule: "It is billed until its node went, and nothing afterwards.",
    remedy: "Delete the pod object (a finalizer or the garbage collector holds it).",
  },
} as const satisfies Record<string, FindingKind>;
