import type pg from "pg";

/** Ids that a process keeps in mind of each cluster; enough for the pods of a very large one. */
const MOST_KNOWN = 500_000;

/** What is known of a cluster's ids as of one of its sweeps. */
interface ClusterIds {
  readonly sweep: bigint;
  readonly ids: Map<string, bigint>;
}

const knownByPool = new WeakMap<pg.Pool, Map<number, ClusterIds>>();

/**
 * Ids of names that are in the database, so that an hour asks only for those that are new in it. A sweep
 * removes names that nothing refers to, and counts itself in the cluster's row: ids from before it are
 * forgotten. What a transaction learns is its own until it has committed: a name that was rolled back has no id.
 */
export class KnownIds {
  readonly #clusterId: number;
  readonly #byCluster: Map<number, ClusterIds>;
  readonly #learned = new Map<string, bigint>();
  #committed: ClusterIds = { sweep: -1n, ids: new Map() };

  constructor(pool: pg.Pool, clusterId: number) {
    this.#clusterId = clusterId;
    this.#byCluster = knownByPool.get(pool) ?? new Map<number, ClusterIds>();
    knownByPool.set(pool, this.#byCluster);
  }

  /** Says which sweep the cluster is at; to be called while the cluster is locked against the next one. */
  asOf(sweep: bigint): void {
    const known = this.#byCluster.get(this.#clusterId);
    this.#committed = known?.sweep === sweep ? known : { sweep, ids: new Map() };
  }

  get(key: string): bigint | undefined {
    return this.#learned.get(key) ?? this.#committed.ids.get(key);
  }

  learn(key: string, id: bigint): void {
    this.#learned.set(key, id);
  }

  /** Keeps what was learned; to be called once the transaction has committed. */
  commit(): void {
    const { sweep, ids } = this.#committed;
    const newest = this.#byCluster.get(this.#clusterId);
    // Another hour may have seen a later sweep meanwhile: what it knows is not to be mixed with older ids.
    if (newest && newest.sweep > sweep) return;
    const kept = newest?.sweep === sweep ? newest.ids : ids;
    // Rare enough that starting over costs less than keeping count of what was used last.
    if (kept.size + this.#learned.size > MOST_KNOWN) kept.clear();
    for (const [key, id] of this.#learned) kept.set(key, id);
    this.#byCluster.set(this.#clusterId, { sweep, ids: kept });
  }
}
