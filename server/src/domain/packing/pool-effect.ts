import { eachResource, fits } from "./amounts.ts";
import { type BillRange, cheapest, dearest, greatest, least } from "./bill-range.ts";
import { firstFitNodes } from "./first-fit.ts";
import { type Bounds, type NodesNeeded, nodesNeeded } from "./nodes-needed.ts";
import type { PoolChanges, Pool, PoolNode } from "./pool.ts";
import { SPREADS } from "./spread.ts";
import { packingTask } from "./task.ts";

/** What a pool needs as it is. What stands on its nodes fits on them, so that they are enough. */
export function neededNow(pool: Pool): NodesNeeded {
  return nodesNeeded(packingTask(pool), pool.nodes.length);
}

/** What it needs with some pods changed. What is enough now is enough for pods that only shrink or go. */
export function neededAfter(pool: Pool, changes: PoolChanges, now: NodesNeeded): NodesNeeded {
  const known = onlyShrinks(pool, changes) ? now.kept.high : undefined;
  return nodesNeeded(packingTask(pool, changes), known);
}

/** By how much the bill falls where pods need so many nodes, and no other stands: by packing them better, changed or not. */
export function packedGain({ nodes }: Pool, needed: NodesNeeded): BillRange {
  const leastNodes = nodes.length - needed.kept.high;
  const mostNodes = nodes.length - needed.free.low;
  return {
    leastNodes,
    mostNodes,
    leastNano: cheapest(nodes, leastNodes),
    mostNano: dearest(nodes, mostNodes),
  };
}

interface BeforeAndAfter {
  readonly now: NodesNeeded;
  readonly after: NodesNeeded;
}

/** By how much it falls because of the changes: what changing and packing gain, less what packing alone would. */
export function changeGain(pool: Pool, changes: PoolChanges, { now, after }: BeforeAndAfter): BillRange {
  const ranges = SPREADS.map((spread) => changeRange(pool.nodes, now[spread], after[spread]));
  const widest = {
    leastNodes: Math.min(...ranges.map(({ leastNodes }) => leastNodes)),
    mostNodes: Math.max(...ranges.map(({ mostNodes }) => mostNodes)),
    leastNano: least(ranges.map(({ leastNano }) => leastNano)),
    mostNano: greatest(ranges.map(({ mostNano }) => mostNano)),
  };
  const floored = onlyShrinks(pool, changes) ? atLeastNothing(widest) : widest;
  return atMostOf(floored, pool, nodesOfChanged(pool, changes));
}

/** Which nodes go is not known: the dearest could have gone before and the cheapest now, or the other way. */
function changeRange(nodes: readonly PoolNode[], now: Bounds, after: Bounds): BillRange {
  const gone = (needed: number): number => nodes.length - needed;
  return {
    leastNodes: now.low - after.high,
    mostNodes: now.high - after.low,
    leastNano: cheapest(nodes, gone(after.high)) - dearest(nodes, gone(now.low)),
    mostNano: dearest(nodes, gone(after.low)) - cheapest(nodes, gone(now.high)),
  };
}

function atLeastNothing(range: BillRange): BillRange {
  return { ...range, leastNodes: Math.max(0, range.leastNodes), leastNano: greatest([0n, range.leastNano]) };
}

function atMostOf(range: BillRange, { nodes }: Pool, most: number | null): BillRange {
  if (most === null) return range;
  const mostNano = least([range.mostNano, dearest(nodes, most)]);
  return { ...range, mostNodes: Math.min(range.mostNodes, most), mostNano };
}

export function onlyShrinks({ pods }: Pool, changes: PoolChanges): boolean {
  return pods.every(({ id, size }) => {
    const changed = changes.pods.get(id);
    return !changed || fits(changed, size);
  });
}

/**
 * How many nodes the changed pods need by themselves, as they are: no more than these can go because of them, for they could come
 * back on so many while the others stay where they end up. Null where that is not so: they are bound to zones, too large, or
 * on every node.
 */
export function nodesOfChanged({ nodes, pods }: Pool, changes: PoolChanges): number | null {
  if (changes.freed.size > 0) return null;
  const changed = pods.filter(({ id }) => changes.pods.has(id));
  const smallest = eachResource((resource) => Math.min(...nodes.map(({ room }) => room[resource])));
  if (changed.some(({ staysInZone, size }) => staysInZone || !fits(size, smallest))) return null;
  const alone = { name: "", nodes: [], pods: changed };
  const bins = nodes.map(() => ({ zone: "", room: smallest }));
  return firstFitNodes({ ...packingTask(alone), bins, usedZones: [] }, "kept");
}
