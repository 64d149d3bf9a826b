import type { FindingKind } from "./finding.ts";

/** Findings about what containers used, by the samples of counters and gauges. */
export const USAGE_FINDINGS = {
  usage_impossible: {
    gravity: "ignored",
    what: "Samples of CPU or memory that no container on this node can have used.",
    rule: "Their minutes count as not measured; the request stands in.",
    remedy: "Look for the exporter or kernel that tells them; nothing needs to be done for the numbers.",
  },
  counter_went_back: {
    gravity: "decided",
    what: "A CPU counter showed less than before, though its container did not begin anew.",
    rule: "Nothing is taken for used from it; growth is counted from the samples around it.",
    remedy: "Nothing: kubelets do this now and then.",
  },
  container_listed_twice: {
    gravity: "decided",
    what: "A container is listed as several cgroups that are not apart: within each other, or one that has ended.",
    rule: "The outer one counts, and of one that stands still while another moves nothing after its last move.",
    remedy: "Nothing: runtimes that nest cgroups do this, and kubelets that keep dead ones.",
  },
} as const satisfies Record<string, FindingKind>;
