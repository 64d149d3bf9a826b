import { fewLabels, sanitizedLabelName } from "./labels.ts";
import type { Labels, Observation } from "./observation.ts";

/**
 * An observation with no more labels of pods and namespaces than are kept: those of the list where there is one, by
 * their names in Kubernetes or as Prometheus writes them, and the first ones of those. Labels of nodes stay, for
 * prices go by them.
 */
export function withKeptLabels(observation: Observation, allowList: readonly string[] | null): Observation {
  const allowed = allowList && new Set(allowList.map(sanitizedLabelName));
  const keep = (labels: Labels): Labels => fewLabels(allowed ? only(labels, allowed) : labels);
  return {
    ...observation,
    pods: observation.pods.map((pod) => ({ ...pod, labels: keep(pod.labels) })),
    namespaceLabels: new Map(
      [...observation.namespaceLabels].map(([namespace, labels]) => [namespace, keep(labels)]),
    ),
  };
}

function only(labels: Labels, allowed: ReadonlySet<string>): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => allowed.has(name)));
}
