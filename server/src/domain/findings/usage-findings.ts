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
  request_impossible: {
    gravity: "ignored",
    what: "A container's request is larger than its node, so nothing can have been scheduled with it.",
    rule: "The nearest believable request of the hour counts; without one it pays for what it uses.",
    remedy: "Look at what kube-state-metrics or its copy tells of the pod's requests.",
  },
} as const satisfies Record<string, FindingKind>;
