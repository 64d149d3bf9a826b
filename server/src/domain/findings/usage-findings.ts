import type { FindingKind } from "./finding.ts";

/** Findings about what containers used, by the samples of counters and gauges. */
export const USAGE_FINDINGS = {
  usage_impossible: {
    gravity: "ignored",
    what: "Samples of CPU or memory that no container on this node can have used.",
    rule: "Their minutes count as not measured; the request stands in.",
    remedy: "Look for the exporter or kernel that tells them; nothing needs to be done for the numbers.",
  },
} as const satisfies Record<string, FindingKind>;
