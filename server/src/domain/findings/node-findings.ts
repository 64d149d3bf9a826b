import type { FindingKind } from "./finding.ts";

/** Findings about nodes: what they are, what they have, and what they cost. */
export const NODE_FINDINGS = {
  node_billed_by_pod: {
    gravity: "decided",
    what: "A virtual node: its capacity is a limit, not a machine.",
    rule: "Its pods are billed by what they request; its capacity is not idle.",
    remedy: "Give its pods a price in a price book.",
  },
} as const satisfies Record<string, FindingKind>;
