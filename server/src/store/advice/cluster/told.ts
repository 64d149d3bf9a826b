import type { EvidencePlace } from "../evidence/evidence-window.ts";

/** What every piece of evidence says of where and when it is of. */
export function told({ cluster, currency, window }: EvidencePlace): Omit<EvidencePlace, "clusterId"> {
  return { cluster, currency, window };
}
