import { type Scope, scopeShowsCluster } from "@kubecent/shared";
import { databaseFault } from "../store/connection/database-faults.ts";
import { dataVersionOf, type StoredCluster } from "../store/queries/clusters/stored-clusters.ts";

/** The clusters that a question is about: all, or those of a name or a currency. */
export interface ClusterChoice {
  readonly names: readonly string[] | undefined;
  readonly currency: string | undefined;
  /** Those that a scope shows; all where it is left out. */
  readonly shownBy?: Scope;
}

/** How far the data of every cluster had come at one moment. */
export class DataVersion {
  readonly clusters: readonly StoredCluster[];
  readonly #texts = new WeakMap<ClusterChoice, string>();

  #ofAll: string | undefined;

  constructor(clusters: readonly StoredCluster[]) {
    this.clusters = clusters;
  }

  /** The same text as long as no cluster's data has changed. */
  get ofAll(): string {
    this.#ofAll ??= dataVersionOf(this.clusters);
    return this.#ofAll;
  }

  /** The same text that an answer about these clusters has as its `dataVersion`. */
  of(choice: ClusterChoice): string {
    const known = this.#texts.get(choice);
    if (known !== undefined) return known;
    const chosen = this.clusters.filter(
      ({ name, currency }) =>
        (choice.names?.includes(name) ?? true) &&
        currency === (choice.currency ?? currency) &&
        (!choice.shownBy || scopeShowsCluster(choice.shownBy, name)),
    );
    const text = dataVersionOf(chosen);
    this.#texts.set(choice, text);
    return text;
  }
}

/** Knows how far the data has come, with at most one query a second. */
export interface DataVersions {
  /** The last version that was read, if it may still be used without a query. */
  fresh(): DataVersion | undefined;
  /** Queries where it has to. Throws DATABASE_UNAVAILABLE where that fails and the last version is too old. */
  current(): Promise<DataVersion>;
  /** Forgets the last version: this process has written an hour. */
  expire(): void;
}

export interface DataVersionsOptions {
  /** All clusters, in order of their names, from where answers are read: a replica may lag behind. */
  readonly read: () => Promise<readonly StoredCluster[]>;
  /** Milliseconds that only grow: an age must not depend on what the time of day is set to. */
  readonly monotonicMs?: () => number;
}

const FRESH_MS = 1_000;
/**
 * How old a version may be while the database does not answer. An outage ends most writing too, and tokens are
 * accepted for as long: so a restart costs misses only, and no answer is older than this.
 */
const GRACE_MS = 5_000;
/** How long a hit waits for a slow database, while an older version may be used. */
const PATIENCE_MS = 250;

interface LastRead {
  readonly version: DataVersion;
  readonly askedAtMs: number;
}

/** Reads data versions. All callers at the same time share one query. */
export function createDataVersions({
  read,
  monotonicMs = () => performance.now(),
}: DataVersionsOptions): DataVersions {
  let last: LastRead | undefined;
  let asking: Promise<DataVersion> | undefined;

  const lastWithin = (ageMs: number): DataVersion | undefined =>
    last && monotonicMs() - last.askedAtMs <= ageMs ? last.version : undefined;

  function ask(): Promise<DataVersion> {
    if (asking) return asking;
    const mine: Promise<DataVersion> = readOnce().finally(() => {
      if (asking === mine) asking = undefined;
    });
    asking = mine;
    return mine;

    async function readOnce(): Promise<DataVersion> {
      // Counted from when the query was sent: what is written after that may be missing in its result.
      const askedAtMs = monotonicMs();
      const version = new DataVersion(await readOrRefuse(read));
      if (asking === mine) last = { version, askedAtMs };
      return version;
    }
  }

  return {
    fresh: () => lastWithin(FRESH_MS),
    current: () => {
      const fresh = lastWithin(FRESH_MS);
      if (fresh) return Promise.resolve(fresh);
      const answer = ask();
      const graceful = lastWithin(GRACE_MS);
      return graceful ? inTimeOr(graceful, answer) : answer;
    },
    expire: () => {
      last = undefined;
      // A query under way may have read before that.
      asking = undefined;
    },
  };
}

async function readOrRefuse(read: DataVersionsOptions["read"]): Promise<readonly StoredCluster[]> {
  try {
    return await read();
  } catch (error) {
    throw databaseFault(error);
  }
}

/** The version that is being read, or `graceful` where that fails or takes too long. */
function inTimeOr(graceful: DataVersion, answer: Promise<DataVersion>): Promise<DataVersion> {
  const { promise, resolve } = Promise.withResolvers<DataVersion>();
  const late = setTimeout(() => resolve(graceful), PATIENCE_MS);
  answer.then(resolve, () => resolve(graceful)).finally(() => clearTimeout(late));
  return promise;
}
