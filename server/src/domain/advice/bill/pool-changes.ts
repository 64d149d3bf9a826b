import { type Amounts, eachResource, NOTHING, sumAmounts, without } from "../../packing/amounts.ts";
import type { PoolChanges } from "../../packing/pool.ts";
import type { SeenPod } from "../../packing/pools-of.ts";
import type { Recommendation, Subject } from "../recommendation.ts";

/** Tells workloads apart, as `PoolPod.workload` does. */
export function workloadKey({
  namespace,
  controllerKind,
  controller,
}: Pick<Subject, "namespace" | "controllerKind" | "controller">): string {
  return JSON.stringify([namespace, controllerKind, controller]);
}

/** What becomes of pods if all of these recommendations are applied; those of which there is no number change nothing. */
export function changesBy(
  recommendations: readonly Recommendation[],
  podsOf: ReadonlyMap<string, readonly SeenPod[]>,
): PoolChanges {
  const pods = new Map<string, Amounts | null>();
  const freed = new Map<string, Amounts>();
  for (const { change, insufficient, subject } of recommendations) {
    if (change === null || insufficient !== null) continue;
    for (const pod of podsOf.get(workloadKey(subject)) ?? []) {
      if (change.to === "delete" && !pod.belongsToNode) pods.set(pod.id, null);
      if (change.to !== "size") continue;
      const less = sizeDifference(change.now.requests, change.advised.requests);
      if (pod.belongsToNode) freed.set(pod.node, sumAmounts([freed.get(pod.node) ?? NOTHING, less]));
      else shrink(pods, pod, less);
    }
  }
  return { pods, freed };
}

function shrink(pods: Map<string, Amounts | null>, { id, size }: SeenPod, less: Amounts): void {
  const before = pods.get(id);
  // A pod that goes away frees what it has, whatever its size could be.
  if (before === null) return;
  const after = without(before ?? size, less);
  pods.set(
    id,
    eachResource((resource) => Math.max(0, after[resource])),
  );
}

interface Requests {
  readonly cpuCores: number;
  readonly ramBytes: number;
}

function sizeDifference(now: Requests, advised: Requests): Amounts {
  const millicores = Math.round((now.cpuCores - advised.cpuCores) * 1000);
  return { ...NOTHING, millicores, ramBytes: Math.round(now.ramBytes - advised.ramBytes) };
}
