import type { Subject } from "../recommendation.ts";

/** What is about no workload: a node, a pool or a volume. */
export function clusterSubject(
  told: Pick<Subject, "cluster" | "asset"> & { readonly namespace?: string },
): Subject {
  return { namespace: "", controllerKind: "", controller: "", container: "", ...told };
}
