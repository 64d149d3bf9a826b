import type { NamesChange, NamesMark } from "./cluster-marks.ts";

/** The most ids that a process remembers of a cluster; enough for the pods of a very large one. */
const MOST_KNOWN = 500_000;

/** Ids of a cluster's names, which are all in the database where its mark is. */
export interface ClusterIds {
  readonly mark: NamesMark;
  readonly ids: ReadonlyMap<string, bigint>;
}

/**
 * Ids of names that are in the database, so that an hour asks only for those that are new in it. They are believed
 * where the database shows the mark under which they were learned: it was written with the newest of them, so that a
 * database without the one has not the other either, for whatever reason. What a transaction learns is its own until
 * it has committed: a name that was rolled back has no id.
 */
export class KnownIds {
  readonly #clusterId: number;
  readonly #byCluster: Map<number, ClusterIds>;
  readonly #learned = new Map<string, bigint>();
  #hasMade = false;
  #believed: ReadonlyMap<string, bigint> = new Map();
  #change: NamesChange | undefined;

  constructor(byCluster: Map<number, ClusterIds>, clusterId: number) {
    this.#clusterId = clusterId;
    this.#byCluster = byCluster;
  }

  /** Says what the database shows; to be called while the cluster is locked against the next sweep. */
  asOf(mark: NamesMark): void {
    const known = this.#byCluster.get(this.#clusterId);
    this.#believed = known && isSame(known.mark, mark) ? known.ids : new Map();
  }

  get(key: string): bigint | undefined {
    return this.#learned.get(key) ?? this.#believed.get(key);
  }

  learn(key: string, id: bigint): void {
    this.#learned.set(key, id);
  }

  /** Says that the transaction makes names. */
  made(): void {
    this.#hasMade = true;
  }

  get hasMade(): boolean {
    return this.#hasMade;
  }

  get hasLearned(): boolean {
    return this.#learned.size > 0;
  }

  /** Says under which mark the transaction leaves the names. */
  endAs(change: NamesChange): void {
    this.#change = change;
  }

  /** Keeps what was learned; to be called once the transaction has committed. */
  commit(): void {
    if (!this.#change || !this.hasLearned) return;
    const { before, after } = this.#change;
    const newest = this.#byCluster.get(this.#clusterId);
    // Where another hour has added names in between, it is known as a rule, and what it knows is good for this one too.
    const kept = newest && isSame(newest.mark, before) ? newest.ids : this.#believed;
    this.#byCluster.set(this.#clusterId, { mark: after, ids: this.#withLearned(kept) });
  }

  /** A map of its own: an hour under way goes by the one that it found, which its own moment of the database bears out. */
  #withLearned(kept: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
    // Rare enough that starting over costs less than keeping count of what was used last.
    if (kept.size + this.#learned.size > MOST_KNOWN) return this.#learned;
    const ids = new Map(kept);
    for (const [key, id] of this.#learned) ids.set(key, id);
    return ids;
  }
}

function isSame(one: NamesMark, other: NamesMark): boolean {
  // A mark that was never set tells nothing.
  return one.mark !== "" && one.mark === other.mark && one.sweep === other.sweep;
}
