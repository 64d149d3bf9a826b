import { type Amounts, fits, without } from "./amounts.ts";
import { largestRoom } from "./fewest-nodes.ts";
import { mostTogether, type Spread } from "./spread.ts";
import type { Bin, Item, PackingTask } from "./task.ts";

/** A node in use: what is left of it, and how many of each workload stand on it. */
interface OpenBin {
  readonly zone: string | null;
  room: Amounts;
  readonly together: Map<string, number>;
}

/**
 * How many nodes first-fit decreasing takes; it is tried in several orders until `enough` are found. Where there is no room on
 * those there are, further ones join, and all of those there are count: such pools need not be packed at all.
 */
export function firstFitNodes(task: PackingTask, spread: Spread, enough = 0): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (const items of ordersOf(task)) {
    fewest = Math.min(fewest, packInOrder(task, items, spread));
    if (fewest <= enough) break;
  }
  return fewest;
}

/** By size; and those first that have the least choice: bound to a zone, or of many replicas that stand apart. */
function* ordersOf(task: PackingTask): Generator<readonly Item[]> {
  const { items } = task;
  yield items;
  if (items.some(bound)) yield items.toSorted((a, b) => bound(b) - bound(a));
  const most = mostTogether(task, "kept");
  const replicas = new Map<string, number>();
  for (const { workload } of items) replicas.set(workload, (replicas.get(workload) ?? 0) + 1);
  const apart = ({ workload }: Item): number => (replicas.get(workload) ?? 1) / most(workload);
  yield items.toSorted((a, b) => bound(b) - bound(a) || apart(b) - apart(a));
}

function bound({ zone }: Item): number {
  return zone === null ? 0 : 1;
}

function packInOrder(task: PackingTask, items: readonly Item[], spread: Spread): number {
  const most = mostTogether(task, spread);
  const { open, closed } = openUsedZones(task);
  const joined: OpenBin[] = [];
  const largest = largestRoom(task.bins);
  for (const item of items) {
    const limit = most(item.workload);
    const bin =
      open.find((each) => takes(each, item, limit)) ??
      openOne(open, closed, item) ??
      joined.find((each) => takes(each, item, limit)) ??
      joining(joined, largest, item);
    bin.room = without(bin.room, item.size);
    bin.together.set(item.workload, (bin.together.get(item.workload) ?? 0) + 1);
  }
  if (joined.length > 0) return task.bins.length + joined.length;
  return Math.max(open.length, Math.min(1, task.bins.length));
}

function openUsedZones({ bins, usedZones }: PackingTask): { open: OpenBin[]; closed: Bin[] } {
  const firsts = new Set(usedZones.map((zone) => bins.find((bin) => bin.zone === zone)));
  return {
    open: bins.filter((bin) => firsts.has(bin)).map(opened),
    closed: bins.filter((bin) => !firsts.has(bin)),
  };
}

function opened({ zone, room }: Bin): OpenBin {
  return { zone, room, together: new Map() };
}

function takes(
  { zone, room, together }: OpenBin,
  { workload, zone: wanted, size }: Item,
  most: number,
): boolean {
  return (
    fits(size, room) &&
    (wanted === null || zone === null || zone === wanted) &&
    (together.get(workload) ?? 0) < most
  );
}

function openOne(open: OpenBin[], closed: Bin[], { zone, size }: Item): OpenBin | undefined {
  const index = closed.findIndex((bin) => fits(size, bin.room) && (zone === null || zone === bin.zone));
  const [bin] = index < 0 ? [] : closed.splice(index, 1);
  if (!bin) return undefined;
  const next = opened(bin);
  open.push(next);
  return next;
}

/** A node like the largest, in whatever zone it is needed; a pod that fits on none of them has it to itself. */
function joining(open: OpenBin[], room: Amounts, { zone }: Item): OpenBin {
  const next = { zone, room, together: new Map<string, number>() };
  open.push(next);
  return next;
}
