import type { Series } from "./series.ts";

const PREFIX = "label_";

/** The Kubernetes labels that a `kube_…_labels` series tells, without Prometheus' prefix. */
export function kubernetesLabels({ labels }: Series): Record<string, string> {
  const own = Object.entries(labels).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value]));
}
