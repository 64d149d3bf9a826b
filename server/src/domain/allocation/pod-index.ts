import type { PodObservation } from "../observation.ts";

/** Names a pod: by its uid where the source knows it, else by namespace and name. */
interface PodName {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
}

/** Finds the hour's pods by uid, or by namespace and name where there is no uid. */
export class PodIndex {
  readonly #byUid = new Map<string, PodObservation>();
  readonly #byName = new Map<string, PodObservation>();

  constructor(pods: readonly PodObservation[]) {
    for (const pod of pods) {
      if (pod.uid !== "") this.#byUid.set(pod.uid, pod);
      const key = nameKey(pod.namespace, pod.name);
      const known = this.#byName.get(key);
      // Two pods may bear one name within an hour: which of them is found must not depend on their order.
      if (!known || pod.uid < known.uid) this.#byName.set(key, pod);
    }
  }

  /** The pod; one that the source names nowhere else comes back bare, so that its cost has an owner. */
  find({ namespace, pod, podUid }: PodName): PodObservation {
    return (
      this.#byUid.get(podUid) ?? this.#byName.get(nameKey(namespace, pod)) ?? barePod(namespace, pod, podUid)
    );
  }
}

function nameKey(namespace: string, pod: string): string {
  return `${namespace}/${pod}`;
}

function barePod(namespace: string, name: string, uid: string): PodObservation {
  return { namespace, name, uid, node: "", controllerKind: "", controller: "", labels: {}, containers: [] };
}
