import { compareText } from "../compare-text.ts";
import { type Amounts, eachResource, NOTHING, PACKED_RESOURCES, sumAmounts } from "./amounts.ts";
import { NO_CHANGES, type Pool, type PoolChanges, type PoolNode, type PoolPod } from "./pool.ts";

/** A pool's pods and nodes, laid out for packing: always in the same order, whatever order they came in. */
export interface PackingTask {
  /** The largest first. */
  readonly bins: readonly Bin[];
  /** The largest first. */
  readonly items: readonly Item[];
  /** Zones in which pods stand today; each keeps a node. */
  readonly usedZones: readonly string[];
  /** Most pods of each workload that stand on one node today. */
  readonly together: ReadonlyMap<string, number>;
}

export interface Bin {
  readonly zone: string;
  readonly room: Amounts;
}

export interface Item {
  readonly id: string;
  readonly workload: string;
  /** The only zone it can stand in; null where it can stand anywhere. */
  readonly zone: string | null;
  readonly size: Amounts;
}

/** Lays out a pool as it is, or as it would be with some pods changed. */
export function packingTask(pool: Pool, changes: PoolChanges = NO_CHANGES): PackingTask {
  const podsOf = Map.groupBy(pool.pods, ({ node }) => node);
  const nodes = pool.nodes.map((node) => {
    const room = roomOf(node, podsOf.get(node.name) ?? []);
    return { ...node, room: sumAmounts([room, changes.freed.get(node.name) ?? NOTHING]) };
  });
  const most = eachResource((resource) => Math.max(0, ...nodes.map(({ room }) => room[resource])));
  const zones = new Map(nodes.map(({ name, zone }) => [name, zone]));
  return {
    bins: nodes
      .toSorted((a, b) => shareOf(b.room, most) - shareOf(a.room, most) || compareText(a.name, b.name))
      .map(({ zone, room }) => ({ zone, room })),
    items: itemsOf(pool.pods, zones, changes).toSorted(
      (a, b) => shareOf(b.size, most) - shareOf(a.size, most) || compareText(a.id, b.id),
    ),
    usedZones: [...new Set(pool.pods.map(({ node }) => zones.get(node) ?? ""))].toSorted(compareText),
    together: togetherNow(podsOf),
  };
}

/** What stands on a node fits on it, whatever its figures say: they may be of another minute than its pods are. */
function roomOf({ room }: PoolNode, pods: readonly PoolPod[]): Amounts {
  const taken = sumAmounts(pods.map(({ size }) => size));
  return eachResource((resource) => Math.max(room[resource], taken[resource]));
}

function itemsOf(pods: readonly PoolPod[], zones: ReadonlyMap<string, string>, changes: PoolChanges): Item[] {
  return pods.flatMap(({ id, workload, node, staysInZone, size }) => {
    const changed = changes.pods.get(id);
    if (changed === null) return [];
    const zone = staysInZone ? (zones.get(node) ?? "") : null;
    return [{ id, workload, zone, size: changed ?? size }];
  });
}

function togetherNow(podsOf: ReadonlyMap<string, readonly PoolPod[]>): Map<string, number> {
  const most = new Map<string, number>();
  for (const pods of podsOf.values()) {
    for (const [workload, together] of Map.groupBy(pods, (pod) => pod.workload)) {
      most.set(workload, Math.max(most.get(workload) ?? 0, together.length));
    }
  }
  return most;
}

/** The resource of which it takes most, as a share of the most that there is. */
function shareOf(size: Amounts, most: Amounts): number {
  return Math.max(...PACKED_RESOURCES.map((each) => (most[each] > 0 ? size[each] / most[each] : 0)));
}
