import { type Amounts, eachResource, PACKED_RESOURCES, sumAmounts } from "./amounts.ts";
import type { NodesNeeded } from "./nodes-needed.ts";
import type { PoolChanges, Pool } from "./pool.ts";
import { packingTask } from "./task.ts";

/**
 * How much more has to become free in a pool before one node less than today can hold its pods: without it there surely is none
 * to save. Null where more room alone does not do it: the last node, zones, or replicas that stand apart keep it.
 */
export function missingRoom(pool: Pool, changes: PoolChanges, needed: NodesNeeded): Amounts | null {
  const { bins, items } = packingTask(pool, changes);
  const taken = sumAmounts(items.map(({ size }) => size));
  const missingFor = (nodes: number): Amounts =>
    eachResource((resource) => {
      const rooms = bins.map(({ room }) => room[resource]).toSorted((a, b) => b - a);
      const room = rooms.slice(0, Math.max(0, nodes)).reduce((sum, each) => sum + each, 0);
      return Math.max(0, taken[resource] - room);
    });
  // What a packing takes, and what no packing can do with less of: the pods' sizes may stand against the first.
  const wanted = [needed.kept.high - 1, needed.free.low - 1].filter((nodes) => nodes > 0);
  return wanted.map(missingFor).find((missing) => PACKED_RESOURCES.some((each) => missing[each] > 0)) ?? null;
}
