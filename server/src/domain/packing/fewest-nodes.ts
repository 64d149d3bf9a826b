import { type Amounts, eachResource, PACKED_RESOURCES, type PackedResource, sumAmounts } from "./amounts.ts";
import { mostTogether, type Spread } from "./spread.ts";
import type { Bin, Item, PackingTask } from "./task.ts";

/** No way of packing needs fewer nodes than this: what the sums, the large pods, the zones and the spread take. */
export function fewestNodes(task: PackingTask, spread: Spread): number {
  const { bins, items } = task;
  const most = largestRoom(bins);
  const bySums = PACKED_RESOURCES.map((resource) =>
    nodesFor(sumOf(resource, items), roomsOf(resource, bins), most[resource]),
  );
  const byLarge = PACKED_RESOURCES.map((resource) => alone(resource, items, most));
  return Math.max(
    bins.length > 0 ? 1 : 0,
    ...bySums,
    ...byLarge,
    neededByZones(task, most),
    widest(task, spread),
  );
}

/** The most of each resource that any node has. */
export function largestRoom(bins: readonly Bin[]): Amounts {
  return eachResource((resource) => bins.reduce((most, { room }) => Math.max(most, room[resource]), 0));
}

function sumOf(resource: PackedResource, items: readonly Item[]): number {
  return sumAmounts(items.map(({ size }) => size))[resource];
}

function roomsOf(resource: PackedResource, bins: readonly Bin[]): number[] {
  return bins.map(({ room }) => room[resource]).toSorted((a, b) => b - a);
}

/** How many nodes hold the sum, the largest first; further nodes of the largest size join where there are too few. */
function nodesFor(sum: number, rooms: readonly number[], largest: number): number {
  let rest = sum;
  let nodes = 0;
  for (const room of rooms) {
    if (rest <= 0) break;
    rest -= room;
    nodes += 1;
  }
  return rest > 0 ? nodes + Math.ceil(rest / Math.max(1, largest)) : nodes;
}

/** Pods of more than half of the largest node: no two of them share one. */
function alone(resource: PackedResource, items: readonly Item[], most: Amounts): number {
  return items.filter(({ size }) => 2 * size[resource] > most[resource]).length;
}

/** Each used zone keeps a node, and as many as its bound pods take. */
function neededByZones({ bins, items, usedZones }: PackingTask, most: Amounts): number {
  return usedZones.reduce((nodes, zone) => {
    const bound = items.filter((item) => item.zone === zone);
    const there = bins.filter((bin) => bin.zone === zone);
    const needed = PACKED_RESOURCES.map((resource) =>
      nodesFor(sumOf(resource, bound), roomsOf(resource, there), most[resource]),
    );
    return nodes + Math.max(1, ...needed);
  }, 0);
}

/** Of a workload's replicas only so many may stand on one node. */
function widest(task: PackingTask, spread: Spread): number {
  const most = mostTogether(task, spread);
  const workloads = [...Map.groupBy(task.items, ({ workload }) => workload)];
  return workloads.reduce(
    (nodes, [workload, { length }]) => Math.max(nodes, Math.ceil(length / most(workload))),
    0,
  );
}
