import type { Amounts } from "../../../../server/src/domain/packing/amounts.ts";
import type { PoolChanges, Pool, PoolPod } from "../../../../server/src/domain/packing/pool.ts";

export const GIB = 1_073_741_824;

/** Amounts in cores and GiB, of one pod. */
export function podSize(cores: number, gib: number): Amounts {
  return { millicores: Math.round(cores * 1000), ramBytes: Math.round(gib * GIB), pods: 1, milliGpus: 0 };
}

/** A pool of nodes alike, of $100 a month each; `pods` tells what stands on each of them. */
export function madePool(
  room: Amounts,
  pods: readonly (readonly Omit<PoolPod, "node" | "namespace" | "staysInZone">[])[],
): Pool {
  return {
    name: "general",
    nodes: pods.map((_, index) => ({ name: `node-${index}`, zone: "a", room, monthNano: 100n })),
    pods: pods.flatMap((each, index) =>
      each.map((pod) => ({ ...pod, namespace: "shop", node: `node-${index}`, staysInZone: false })),
    ),
  };
}

/** Changes each pod's size that is picked. */
export function resized(pool: Pool, sizeOf: (pod: PoolPod) => Amounts | null): PoolChanges {
  return { pods: new Map(pool.pods.map((pod) => [pod.id, sizeOf(pod)])), freed: new Map() };
}
