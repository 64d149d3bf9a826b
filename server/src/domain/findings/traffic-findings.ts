import type { FindingKind } from "./finding.ts";

/** Findings about traffic counters. */
export const TRAFFIC_FINDINGS = {
  traffic_impossible: {
    gravity: "ignored",
    what: "A traffic counter grew faster than a network card can send, or began with years of traffic.",
    rule: "That growth counts as not measured.",
    remedy: "Nothing: counters do this when their labels change or the agent restarts.",
  },
} as const satisfies Record<string, FindingKind>;
