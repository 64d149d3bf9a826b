import type pg from "pg";

/** Ids that a process keeps in mind; enough for the pods of a very large cluster. */
const MOST_KNOWN = 500_000;

const knownByPool = new WeakMap<pg.Pool, Map<string, bigint>>();

/**
 * Ids of names that are in the database for good, so that an hour asks only for those that are new in it.
 * What a transaction learns is its own until it has committed: a name that was rolled back has no id.
 */
export class KnownIds {
  readonly #committed: Map<string, bigint>;
  readonly #learned = new Map<string, bigint>();

  constructor(pool: pg.Pool) {
    this.#committed = knownByPool.get(pool) ?? new Map<string, bigint>();
    knownByPool.set(pool, this.#committed);
  }

  get(key: string): bigint | undefined {
    return this.#learned.get(key) ?? this.#committed.get(key);
  }

  learn(key: string, id: bigint): void {
    this.#learned.set(key, id);
  }

  /** Keeps what was learned; to be called once the transaction has committed. */
  commit(): void {
    // Rare enough that starting over costs less than keeping count of what was used last.
    if (this.#committed.size + this.#learned.size > MOST_KNOWN) this.#committed.clear();
    for (const [key, id] of this.#learned) this.#committed.set(key, id);
  }
}
