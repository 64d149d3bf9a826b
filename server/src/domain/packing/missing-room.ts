import { type Amounts, eachResource, NOTHING, PACKED_RESOURCES, sumAmounts, without } from "./amounts.ts";
import type { NodesNeeded } from "./nodes-needed.ts";
import type { Pool, PoolChanges } from "./pool.ts";
import { packingTask } from "./task.ts";

/** What a pool's pods take together, and the most room that so many of its nodes have. */
export interface PoolStock {
  readonly taken: Amounts;
  readonly rooms: readonly Amounts[];
}

export function stockOf(pool: Pool): PoolStock {
  const { bins, items } = packingTask(pool);
  const largest = new Map(
    PACKED_RESOURCES.map((each) => [each, bins.map(({ room }) => room[each]).toSorted((a, b) => b - a)]),
  );
  const rooms = [NOTHING];
  for (const [index] of bins.entries()) {
    const before = rooms[index] ?? NOTHING;
    rooms.push(eachResource((each) => before[each] + (largest.get(each)?.[index] ?? 0)));
  }
  return { taken: sumAmounts(items.map(({ size }) => size)), rooms };
}

/** How much changes free in a pool. */
export function freedAmounts({ pods }: Pool, changes: PoolChanges): Amounts {
  const smaller = pods.flatMap(({ id, size }) => {
    const changed = changes.pods.get(id);
    return changed === undefined ? [] : [without(size, changed ?? NOTHING)];
  });
  return sumAmounts([...smaller, ...changes.freed.values()]);
}

/**
 * How much more than `freed` has to become free before one node less than is needed now can hold the pods: without it there is none to
 * save for sure. Null where room is not what is missing: the last node, zones, replicas that stand apart or the pods' sizes keep it.
 */
export function missingRoom({ taken, rooms }: PoolStock, freed: Amounts, now: NodesNeeded): Amounts | null {
  const fewer = rooms[now.kept.high - 1];
  if (!fewer || now.kept.high < 2) return null;
  const missing = eachResource((each) => Math.max(0, taken[each] - freed[each] - fewer[each]));
  return PACKED_RESOURCES.some((each) => missing[each] > 0) ? missing : null;
}
