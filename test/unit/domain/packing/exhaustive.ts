import { type Amounts, fits, without } from "../../../../server/src/domain/packing/amounts.ts";
import type { Spread } from "../../../../server/src/domain/packing/spread.ts";
import type { PoolChanges, Pool, PoolNode } from "../../../../server/src/domain/packing/pool.ts";

/** The fewest nodes that will do, and the least that nodes which will do cost. */
export interface Optimum {
  readonly nodes: number;
  readonly nano: bigint;
}

/** Tries every set of nodes, and every way of standing on it. */
export function optimumOf(pool: Pool, changes: PoolChanges, spread: Spread): Optimum {
  const zoneOf = new Map(pool.nodes.map(({ name, zone }) => [name, zone]));
  const usedZones = new Set(pool.pods.map(({ node }) => zoneOf.get(node) ?? ""));
  const pods = pool.pods
    .filter(({ id }) => changes.pods.get(id) !== null)
    .map((pod) => ({ ...pod, size: changes.pods.get(pod.id) ?? pod.size, zone: zoneOf.get(pod.node) ?? "" }))
    .toSorted((a, b) => b.size.ramBytes - a.size.ramBytes);
  const most = limitsOf(pool, spread);
  let fewest = Number.POSITIVE_INFINITY;
  let cheapest: bigint | null = null;
  for (const kept of setsOf(pool.nodes)) {
    const price = kept.reduce((sum, { monthNano }) => sum + monthNano, 0n);
    if (kept.length >= fewest && cheapest !== null && price >= cheapest) continue;
    if (![...usedZones].every((zone) => kept.some((node) => node.zone === zone))) continue;
    if (
      !standOn(
        pods,
        kept.map(({ zone, room }) => ({ zone, room, together: new Map() })),
        most,
      )
    )
      continue;
    fewest = Math.min(fewest, kept.length);
    cheapest = cheapest === null || price < cheapest ? price : cheapest;
  }
  return { nodes: fewest, nano: cheapest ?? 0n };
}

/** Every set of nodes; of sets alike one. */
function setsOf(nodes: readonly PoolNode[]): PoolNode[][] {
  const sets = new Map<string, PoolNode[]>();
  for (let mask = 1; mask < 2 ** nodes.length; mask++) {
    const kept = nodes.filter((_, index) => Math.floor(mask / 2 ** index) % 2 === 1);
    const kinds = kept.map(
      ({ zone, room, monthNano }) => `${zone} ${Object.values(room).join()} ${monthNano}`,
    );
    sets.set(kinds.toSorted().join(";"), kept);
  }
  return [...sets.values()].toSorted((a, b) => a.length - b.length);
}

function limitsOf(pool: Pool, spread: Spread): (workload: string) => number {
  const together = new Map<string, number>();
  for (const [key, { length }] of Map.groupBy(pool.pods, ({ workload, node }) => `${workload}/${node}`)) {
    const workload = key.split("/")[0] ?? "";
    together.set(workload, Math.max(together.get(workload) ?? 0, length));
  }
  return (workload) => {
    const today = together.get(workload) ?? 1;
    if (spread === "kept" || (spread === "apart" && today === 1)) return today;
    return Number.POSITIVE_INFINITY;
  };
}

interface StandingPod {
  readonly workload: string;
  readonly size: Amounts;
  readonly zone: string;
  readonly staysInZone: boolean;
}

interface Standing {
  readonly zone: string;
  room: Amounts;
  readonly together: Map<string, number>;
}

function standOn(
  pods: readonly StandingPod[],
  places: readonly Standing[],
  most: (workload: string) => number,
): boolean {
  const [pod, ...rest] = pods;
  if (!pod) return true;
  return places.some((place) => {
    const together = place.together.get(pod.workload) ?? 0;
    if (!fits(pod.size, place.room) || together >= most(pod.workload)) return false;
    if (pod.staysInZone && place.zone !== pod.zone) return false;
    const { room } = place;
    place.room = without(room, pod.size);
    place.together.set(pod.workload, together + 1);
    const isDone = standOn(rest, places, most);
    place.room = room;
    place.together.set(pod.workload, together);
    return isDone;
  });
}
