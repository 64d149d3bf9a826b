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

  constructor(clusters: readonly StoredCluster[]) {
    this.clusters = clusters;
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

/** Knows how far the data has come, for one question to the database a second at most. */
export interface DataVersions {
  /** What is known, if it may still be used without asking. */
  fresh(): DataVersion | undefined;
  /** Asks where it has to. Throws DATABASE_UNAVAILABLE where nothing is known that is young enough. */
  current(): Promise<DataVersion>;
  /** Forgets what is known, for it is known to be old: this process has written an hour. */
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
 * How old it may be while the database cannot be asked. An outage ends most writing too, and tokens are believed
 * for as long: so a restart costs misses only, and no answer is more than this behind.
 */
const GRACE_MS = 5_000;
/** How long a hit waits for a database that is slow, while there is something to go by. */
const PATIENCE_MS = 250;

interface Known {
  readonly version: DataVersion;
  readonly askedAtMs: number;
}

/** Reads data versions, one question at a time for all who ask. */
export function createDataVersions({
  read,
  monotonicMs = () => performance.now(),
}: DataVersionsOptions): DataVersions {
  let known: Known | undefined;
  let asking: Promise<DataVersion> | undefined;

  const knownFor = (ageMs: number): DataVersion | undefined =>
    known && monotonicMs() - known.askedAtMs <= ageMs ? known.version : undefined;

  function ask(): Promise<DataVersion> {
    if (asking) return asking;
    const mine: Promise<DataVersion> = readOnce().finally(() => {
      if (asking === mine) asking = undefined;
    });
    asking = mine;
    return mine;

    async function readOnce(): Promise<DataVersion> {
      // Counted from the question: what is written while it is on its way may be missing in the answer.
      const askedAtMs = monotonicMs();
      const version = new DataVersion(await readOrRefuse(read));
      if (asking === mine) known = { version, askedAtMs };
      return version;
    }
  }

  return {
    fresh: () => knownFor(FRESH_MS),
    current: () => {
      const fresh = knownFor(FRESH_MS);
      if (fresh) return Promise.resolve(fresh);
      const answer = ask();
      const graceful = knownFor(GRACE_MS);
      return graceful ? inTimeOr(graceful, answer) : answer;
    },
    expire: () => {
      known = undefined;
      // What is on its way may have been read before.
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

/** The answer, or what is known where that fails or takes too long. */
function inTimeOr(graceful: DataVersion, answer: Promise<DataVersion>): Promise<DataVersion> {
  const { promise, resolve } = Promise.withResolvers<DataVersion>();
  const late = setTimeout(() => resolve(graceful), PATIENCE_MS);
  answer.then(resolve, () => resolve(graceful)).finally(() => clearTimeout(late));
  return promise;
}
