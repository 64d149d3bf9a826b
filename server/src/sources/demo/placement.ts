import { DAEMONS } from "./company/platform-workloads.ts";
import { POOLS, type Pool, ZONES } from "./company/pools.ts";
import { allHomes, type Home, isSteady } from "./homes.ts";
import { hashText } from "./noise.ts";
import type { ContainerSpec, Workload } from "./workload.ts";

/** A place for one node of a pool: machines come and go, but the homes on it stay the same. */
export interface Slot {
  readonly index: number;
  readonly pool: Pool;
  readonly zone: (typeof ZONES)[number];
  /** Whether a node always stands there; else only while one of its homes is in use. */
  readonly steady: boolean;
  readonly key: number;
  readonly homes: readonly Home[];
}

/** A slot that is still being filled. */
interface OpenSlot {
  readonly pool: Pool;
  readonly steady: boolean;
  readonly homes: Home[];
}

/** The share of a node that requests may fill; the rest is left for what takes more than it asked for. */
const MOST_FILLED = 0.88;

/**
 * Gives each home its slot, once and for all. Nothing depends on the hour: homes are laid out so that all
 * of them fit at once, and whatever runs at a time is a part of them. Throws where a pool is too small.
 */
export function placeHomes(seed: string, isQuiet = false): Slot[] {
  const slots: OpenSlot[] = POOLS.flatMap((pool) =>
    Array.from({ length: pool.steadyNodes }, () => ({ pool, steady: true, homes: [] })),
  );
  const homes = allHomes(seed, isQuiet);
  for (const home of homes.filter(isSteady)) spread(home, slots);
  const elastic = homes.filter((home) => !isSteady(home));
  for (const home of elastic.toSorted((a, b) => threshold(a) - threshold(b))) pack(home, slots);
  return slots.map(({ pool, steady, homes: placed }, index) => ({
    index,
    pool,
    zone: ZONES[index % ZONES.length] ?? ZONES[0],
    steady,
    key: hashText(`${seed}/slot/${index}`),
    homes: placed,
  }));
}

/** Puts a home on the emptiest node of its pool, if it can on one without a sibling. */
function spread(home: Home, slots: readonly OpenSlot[]): void {
  const rank = (slot: OpenSlot): number => filledWith(slot, home) + (hasSibling(slot, home) ? 1 : 0);
  const [best] = roomyFor(home, slots, true).toSorted((a, b) => rank(a) - rank(b));
  if (best === undefined) {
    throw new Error(
      `The demo's pool ${home.workload.pool} has no room for ${home.workload.name}; enlarge it`,
    );
  }
  best.homes.push(home);
}

/** Puts a home on the first node that joins for such homes, or on one more. */
function pack(home: Home, slots: OpenSlot[]): void {
  const [first] = roomyFor(home, slots, false);
  if (first) first.homes.push(home);
  else slots.push({ pool: poolOf(home.workload), steady: false, homes: [home] });
}

/** The demand above which a replica is wanted: those wanted together share a node and leave with it. */
function threshold({ workload: { replicas }, replica }: Home): number {
  return replica / replicas.max;
}

function roomyFor(home: Home, slots: readonly OpenSlot[], steady: boolean): OpenSlot[] {
  return slots.filter(
    (slot) =>
      slot.steady === steady &&
      slot.pool.name === home.workload.pool &&
      filledWith(slot, home) <= MOST_FILLED &&
      gpusWith(slot, home) <= slot.pool.gpus,
  );
}

function hasSibling(slot: OpenSlot, home: Home): boolean {
  return slot.homes.some((other) => other.workload === home.workload);
}

/** The share of the node's scarcer part that is requested once `home` is there too, daemons included. */
function filledWith({ pool, homes }: OpenSlot, home: Home): number {
  const workloads = [...DAEMONS, ...homes.map((other) => other.workload), home.workload];
  const cpu = requested(workloads, (container) => container.cpu);
  const ramGib = requested(workloads, (container) => container.ramGib);
  return Math.max(cpu / pool.cpuCores, ramGib / pool.ramGib);
}

function gpusWith({ homes }: OpenSlot, home: Home): number {
  const workloads = [...homes.map((other) => other.workload), home.workload];
  return requested(workloads, (container) => container.gpu ?? 0);
}

function requested(workloads: readonly Workload[], part: (container: ContainerSpec) => number): number {
  return workloads
    .flatMap((workload) => workload.containers)
    .reduce((sum, container) => sum + part(container), 0);
}

function poolOf(workload: Workload): Pool {
  const pool = POOLS.find(({ name }) => name === workload.pool);
  if (pool === undefined) throw new Error(`The demo has no pool ${workload.pool}; ${workload.name} wants it`);

  return pool;
}
