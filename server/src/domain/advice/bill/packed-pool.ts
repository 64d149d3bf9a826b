import { type Amounts, PACKED_RESOURCES } from "../../packing/amounts.ts";
import { type BillRange, dearest } from "../../packing/bill-range.ts";
import { freedAmounts, missingRoom, type PoolStock, stockOf } from "../../packing/missing-room.ts";
import type { NodesNeeded } from "../../packing/nodes-needed.ts";
import type { Pool, PoolChanges } from "../../packing/pool.ts";
import {
  changeGain,
  neededAfter,
  neededNow,
  nodesOfChanged,
  onlyShrinks,
  packedGain,
} from "../../packing/pool-effect.ts";
import type { PoolGap } from "../recommendation.ts";

/** What a pool's bill can lose: by better packing alone, by changes of its pods beyond that, and by both. */
export interface PoolBill {
  readonly pool: Pool;
  readonly needed: NodesNeeded;
  readonly packing: BillRange;
  readonly changes: BillRange;
  readonly both: BillRange;
  /** What is missing where the changes surely free no node. */
  readonly gap: PoolGap | null;
}

/** What changes take off a pool's bill, and what is missing where that is surely nothing. */
export interface PoolEffect {
  readonly range: BillRange;
  readonly gap: PoolGap | null;
}

/** How much packing may still be tried, in pairs of a pod and a node. */
export interface PackingBudget {
  pairs: number;
}

const NO_EFFECT: BillRange = { leastNodes: 0, mostNodes: 0, leastNano: 0n, mostNano: 0n };

/** A pool with what it needs now, to hold changes against. */
export class PackedPool {
  readonly #pool: Pool;
  readonly #now: NodesNeeded;
  readonly #stock: PoolStock;
  readonly #podIds: ReadonlySet<string>;
  readonly #nodeNames: ReadonlySet<string>;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#now = neededNow(pool);
    this.#stock = stockOf(pool);
    this.#podIds = new Set(pool.pods.map(({ id }) => id));
    this.#nodeNames = new Set(pool.nodes.map(({ name }) => name));
  }

  /** What all changes together do. */
  billWith(all: PoolChanges): PoolBill {
    const changes = this.#own(all);
    const after = neededAfter(this.#pool, changes, this.#now);
    const gained = changeGain(this.#pool, changes, { now: this.#now, after });
    return {
      pool: this.#pool,
      needed: this.#now,
      packing: packedGain(this.#pool, this.#now),
      changes: gained,
      gap: gained.leastNodes > 0 ? null : this.#gap(freedAmounts(this.#pool, changes)),
      both: packedGain(this.#pool, after),
    };
  }

  /** What some changes do by themselves. Null where none of them is about this pool. */
  effectOf(all: PoolChanges, budget: PackingBudget): PoolEffect | null {
    const changes = this.#own(all);
    if (changes.pods.size === 0 && changes.freed.size === 0) return null;

    const freed = freedAmounts(this.#pool, changes);
    const pairs = this.#pool.nodes.length * this.#pool.pods.length;
    const isTried = pairs <= budget.pairs && (!onlyShrinks(this.#pool, changes) || this.#mayFreeNode(freed));
    if (isTried) budget.pairs -= pairs;
    const range = isTried ? this.#rangeByPacking(changes) : this.#rangeBySums(changes, freed);
    return { range, gap: range.leastNodes > 0 ? null : this.#gap(freed) };
  }

  #rangeByPacking(changes: PoolChanges): BillRange {
    const after = neededAfter(this.#pool, changes, this.#now);
    return changeGain(this.#pool, changes, { now: this.#now, after });
  }

  #own(all: PoolChanges): PoolChanges {
    return {
      pods: new Map([...all.pods].filter(([id]) => this.#podIds.has(id))),
      freed: new Map([...all.freed].filter(([name]) => this.#nodeNames.has(name))),
    };
  }

  /** Whether it could: by the sums, the pods would fit on one node less than they are known to fit on now. */
  #mayFreeNode(freed: Amounts): boolean {
    const room = this.#stock.rooms[this.#now.kept.high - 1];
    return (
      room !== undefined &&
      PACKED_RESOURCES.every((resource) => this.#stock.taken[resource] - freed[resource] <= room[resource])
    );
  }

  /** Surely nothing, and at most what the changed pods stand on, where one node less could hold the rest at all. */
  #rangeBySums(changes: PoolChanges, freed: Amounts): BillRange {
    if (onlyShrinks(this.#pool, changes) && !this.#mayFreeNode(freed)) return NO_EFFECT;
    const { nodes } = this.#pool;
    const mostNodes = nodesOfChanged(this.#pool, changes) ?? nodes.length - 1;
    return { ...NO_EFFECT, mostNodes, mostNano: dearest(nodes, mostNodes) };
  }

  #gap(freed: Amounts): PoolGap | null {
    const missing = missingRoom(this.#stock, freed, this.#now);
    if (!missing) return null;
    const { millicores, ramBytes, pods } = missing;
    return { pool: this.#pool.name, cpuCores: millicores / 1000, ramBytes, pods };
  }
}
