/** What a series is about: a cluster, one of its namespaces, or one of their workloads. What does not apply is an empty text. */
export interface SeriesKey {
  readonly level: "cluster" | "namespace" | "workload";
  readonly namespace: string;
  readonly controllerKind: string;
  readonly controller: string;
}

export const CLUSTER_KEY: SeriesKey = { level: "cluster", namespace: "", controllerKind: "", controller: "" };
/** What no allocation used: it belongs to the cluster, beside its namespaces. */
export const IDLE_NAME = "__idle__";

/** A namespace of the cluster. */
export function namespaceKey(namespace: string): SeriesKey {
  return { level: "namespace", namespace, controllerKind: "", controller: "" };
}

/** A series as one text, the same for the same series. */
export function seriesText({ level, namespace, controllerKind, controller }: SeriesKey): string {
  return JSON.stringify([level, namespace, controllerKind, controller]);
}

/** The series that holds this one; null of a cluster. */
export function parentOf({ level, namespace }: SeriesKey): SeriesKey | null {
  if (level === "cluster") return null;
  return level === "namespace" ? CLUSTER_KEY : namespaceKey(namespace);
}
