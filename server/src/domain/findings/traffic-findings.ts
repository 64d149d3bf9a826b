import type { FindingKind } from "./finding.ts";

/** Findings about traffic counters. */
export const TRAFFIC_FINDINGS = {
  traffic_impossible: {
    gravity: "ignored",
    what: "A traffic counter grew faster than a network card can send, or began with years of traffic.",
    rule: "That growth counts as not measured.",
    remedy: "Nothing: counters do this when their labels change or the agent restarts.",
  },
  traffic_went_back: {
    gravity: "decided",
    what: "A traffic counter showed less than before, though it did not begin anew.",
    rule: "Nothing counts as sent from it; growth is counted from the samples around it.",
    remedy: "Nothing: agents do this now and then.",
  },
} as const satisfies Record<string, FindingKind>;
