import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { MINUTES_PER_HOUR, type PodObservation } from "../../../domain/observation.ts";
import { POD_RESOURCE_CLAIMS } from "../query/families.ts";
import type { HourReader } from "../query/hour-reader.ts";
import { labelOf, type Series } from "../series/series.ts";
import { podNameOf } from "./pod-lives.ts";

/**
 * Notes each pod that holds a resource claim, and of whose devices nobody tells. kube-state-metrics names a pod's
 * claims, but neither their devices nor how many.
 */
export async function noteResourceClaims(
  reader: HourReader,
  pods: readonly PodObservation[],
  findings: FindingBook,
): Promise<void> {
  const claims = Map.groupBy(await reader.sampleCounts(POD_RESOURCE_CLAIMS), podTextOf);
  if (claims.size === 0) return;

  for (const { namespace, name, containers } of pods) {
    const own = claims.get(`${namespace}/${name}`) ?? [];
    const isTold = containers.some(({ gpuRequest }) => gpuRequest.some((gpus) => gpus > 0));
    if (own.length === 0 || isTold) continue;
    const detail = [...new Set(own.map(claimText))].toSorted().join(", ");
    findings.note(
      "resource_claim_unpriced",
      { kind: "pod", namespace, name },
      { minutes: MINUTES_PER_HOUR, detail },
    );
  }
}

function podTextOf(series: Series): string {
  const { namespace, pod } = podNameOf(series);
  return `${namespace}/${pod}`;
}

function claimText(series: Series): string {
  const template = labelOf(series, "resourceclaim_template_name");
  const claim = labelOf(series, "resourceclaim_name") || labelOf(series, "claim_name");
  return template === "" ? `claim ${claim}` : `claim ${claim} of template ${template}`;
}
