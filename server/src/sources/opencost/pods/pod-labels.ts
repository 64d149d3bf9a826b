import { lastingLabels } from "../../../domain/object-labels.ts";
import type { Labels } from "../../../domain/observation.ts";
import type { Allocation } from "../answers/allocation-answer.ts";

/** Names of labels that Kubernetes and its providers put on nodes, never on pods. */
const NODE_LABEL =
  /^(?:beta_kubernetes_io_|failure_domain_beta_|kubernetes_io_(?:arch|os|hostname)$|node_kubernetes_io_|topology_)/;

/** What every namespace has; as a pod's label it would only repeat the namespace. */
const NAMESPACE_NAME = "kubernetes_io_metadata_name";

/**
 * A pod's labels. OpenCost mixes those of the node and the namespace into them: the node's are left out. The
 * namespace's cannot be told from the pod's own, and stay; which of two values goes first it does not say.
 */
export function podLabels({ properties }: Allocation): Labels {
  const own = Object.entries(properties.labels).filter(
    ([name]) => !NODE_LABEL.test(name) && name !== NAMESPACE_NAME,
  );
  return lastingLabels(Object.fromEntries(own));
}

/** The labels of each namespace, where the answer has any. */
export function readNamespaceLabels(containers: readonly Allocation[]): Map<string, Labels> {
  const byNamespace = new Map<string, Labels>();
  for (const { properties } of containers) {
    const known = byNamespace.has(properties.namespace);
    if (known || Object.keys(properties.namespaceLabels).length === 0) continue;
    byNamespace.set(properties.namespace, lastingLabels(properties.namespaceLabels));
  }
  return byNamespace;
}
