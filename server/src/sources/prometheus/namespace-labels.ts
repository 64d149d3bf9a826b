import { lastingLabels } from "../../domain/labels.ts";
import type { Labels } from "../../domain/observation.ts";
import { NAMESPACE_LABELS } from "./query/families.ts";
import type { HourReader } from "./query/hour-reader.ts";
import { kubernetesLabels } from "./series/label-set.ts";
import { labelOf } from "./series/series.ts";

/** The labels of each namespace, those of most of the hour where they changed. */
export async function readNamespaceLabels(reader: HourReader): Promise<Map<string, Labels>> {
  const counts = await reader.sampleCounts(NAMESPACE_LABELS);
  const labels = new Map<string, Labels>();
  const rarestFirst = counts.toSorted(
    (a, b) =>
      (a.values[0] ?? 0) - (b.values[0] ?? 0) ||
      (JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1),
  );
  for (const series of rarestFirst) {
    const own = lastingLabels(kubernetesLabels(series));
    if (Object.keys(own).length > 0) labels.set(labelOf(series, "namespace"), own);
  }
  return labels;
}
