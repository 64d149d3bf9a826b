import { compareText } from "./compare-text.ts";
import type { Labels, Observation } from "./observation.ts";

/** Most keys that one pod's label set may hold; the first ones in alphabetical order stay. */
const MAX_LABELS_PER_POD = 32;

/** Labels that every rollout or job invents anew, so that keeping them would make a label set per pod. */
const CHURNING_LABELS = new Set([
  "pod_template_hash",
  "controller_revision_hash",
  "controller_uid",
  "job_name",
  "batch_kubernetes_io_controller_uid",
  "batch_kubernetes_io_job_name",
  "batch_kubernetes_io_job_completion_index",
  "statefulset_kubernetes_io_pod_name",
  "apps_kubernetes_io_pod_index",
  "pod_template_generation",
  "rollouts_pod_template_hash",
]);

/** The label's name as Prometheus writes it: everything but letters, digits and `_` becomes `_`. */
export function sanitizedLabelName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, "_");
}

/** The labels worth keeping, by sanitized name, in alphabetical order. */
export function keptLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return fewLabels(lastingLabels(labels));
}

/** The first labels of those that are in alphabetical order, as many as may be kept. */
function fewLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels);
  return entries.length <= MAX_LABELS_PER_POD
    ? labels
    : Object.fromEntries(entries.slice(0, MAX_LABELS_PER_POD));
}

/** All labels that are not invented anew by every rollout or job, by sanitized name, in alphabetical order. */
export function lastingLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  // Two names may become one: the first in alphabetical order stays, whatever the source's order.
  const kept = new Map<string, string>();
  for (const [name, value] of Object.entries(labels).toSorted(([a], [b]) => compareText(a, b))) {
    const sanitized = sanitizedLabelName(name);
    if (!CHURNING_LABELS.has(sanitized) && !kept.has(sanitized)) kept.set(sanitized, value);
  }
  return Object.fromEntries([...kept].toSorted(([a], [b]) => compareText(a, b)));
}

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
