import type { FindingKind } from "./finding.ts";

/** Findings about volumes, load balancers, fees and prices. */
export const ASSET_FINDINGS = {
  volume_size_formal: {
    gravity: "decided",
    what: "The size of a volume is a form and not a disk, as with EFS or object stores.",
    rule: "It is billed by use where that is measured, and otherwise not priced.",
    remedy: "Say in a price book what it costs.",
  },
} as const satisfies Record<string, FindingKind>;
