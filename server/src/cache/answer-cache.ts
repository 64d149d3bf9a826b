import { type Instant, MINUTE_MS } from "@kubecent/shared";
import type { CacheMetrics } from "./cache-metrics.ts";
import { type CachedAnswer, etagOf } from "./cached-answer.ts";
import type { ClusterChoice, DataVersion, DataVersions } from "./data-versions.ts";
import type { DatabaseLayer } from "./database-layer.ts";
import type { MemoryLayer } from "./memory-layer.ts";
import type { MakingQueue } from "./making-queue.ts";
import { SingleFlight } from "./single-flight.ts";
import { type CacheSettings, cacheTtlMs, lifetime, shortened } from "./time-to-live.ts";

/** All that an answer depends on, beside the data. */
export interface CacheQuestion {
  /** Such as `cost.namespaces`. */
  readonly procedure: string;
  /** SHA-256 of the canonical input. */
  readonly inputHash: string;
  /** Where its windows lie now, and how much of them is due. */
  readonly time: string;
  readonly clusters: ClusterChoice;
  /** What the caller may see: two callers share an answer only where this is the same text. */
  readonly scope: string;
  /** The procedure's whole path in REST, by which settings say how long answers are kept. */
  readonly path: string;
  /** Whether its window ends now: such an answer is good for a minute at most, and not worth a row in the table. */
  readonly endsNow: boolean;
}

/** An answer as it was just made, and the version of the data that it was made from. */
export interface MadeAnswer {
  readonly body: Buffer;
  readonly dataVersion: string;
}

/** Answers that were given before, so that they need not be made again. */
export interface AnswerCache {
  /** The answer if it is in memory and fresh; undefined leaves it to `answer`. Reads no database and counts nothing. */
  freshInMemory(question: CacheQuestion): CachedAnswer | undefined;
  /** Counts an answer that `freshInMemory` gave, once it is sent. */
  countSent(answer: CachedAnswer): void;
  /** The answer, from memory, from the table, or made by `make`. If `make` fails, every waiter gets that failure. */
  answer(question: CacheQuestion, make: () => Promise<MadeAnswer>): Promise<CachedAnswer>;
  /** Whether the answers of a REST path are kept, as the settings are now. */
  keeps(path: string): boolean;
  readonly versions: DataVersions;
  readonly makingQueue: MakingQueue;
  readonly metrics: CacheMetrics;
  /** Throws away all answers, those of other replicas in the table too. Never throws. */
  clear(): Promise<void>;
}

/** What an answer cache is put together from. */
export interface AnswerCacheParts {
  readonly memory: MemoryLayer;
  readonly database: DatabaseLayer;
  readonly versions: DataVersions;
  readonly makingQueue: MakingQueue;
  readonly metrics: CacheMetrics;
  /** How long answers are kept, as the settings are now. */
  readonly settings: () => CacheSettings;
  readonly now: () => Instant;
  /** Tells builds of the service apart that may write the same answer differently. */
  readonly generation: string;
  /** How long an answer took to make that is worth a row in the table: a row takes a few milliseconds of both sides. */
  readonly sharedFromMs: number;
}

/** Puts the layers together. */
export function createAnswerCache(parts: AnswerCacheParts): AnswerCache {
  const { memory, database, versions, makingQueue, metrics } = parts;
  const maker = new AnswerMaker(parts);
  return {
    versions,
    makingQueue,
    metrics,
    keeps: (path) => cacheTtlMs(parts.settings(), path) > 0,
    freshInMemory(question) {
      const version = versions.fresh();
      const found = version && memory.get(maker.keyOf(question, version));
      return found && parts.now() < shortened(found, maker.ttlMsOf(question)).freshUntil ? found : undefined;
    },
    countSent: ({ storedAt }) => metrics.hit("memory", parts.now() - storedAt),
    async answer(question, make) {
      const version = versions.fresh() ?? (await versions.current());
      return maker.answer({ question, version, key: maker.keyOf(question, version), make });
    },
    clear: async () => {
      memory.clear();
      await database.clear();
    },
  };
}

/** A question at one version of the data. */
interface Wanted {
  readonly question: CacheQuestion;
  readonly version: DataVersion;
  readonly key: string;
  readonly make: () => Promise<MadeAnswer>;
}

class AnswerMaker {
  readonly #parts: AnswerCacheParts;
  readonly #flights = new SingleFlight<CachedAnswer>();

  constructor(parts: AnswerCacheParts) {
    this.#parts = parts;
  }

  /** How long an answer to this question may be sent as it is, as the settings are now. */
  ttlMsOf({ path, endsNow }: CacheQuestion): number {
    const ttlMs = cacheTtlMs(this.#parts.settings(), path);
    return endsNow ? Math.min(MINUTE_MS, ttlMs) : ttlMs;
  }

  /** The scope comes last: whatever it holds cannot be taken for another part. */
  keyOf(question: CacheQuestion, version: DataVersion | string): string {
    const { procedure, inputHash, time, scope, clusters } = question;
    const versionText = typeof version === "string" ? version : version.of(clusters);
    return `${this.#parts.generation}|${procedure}|${inputHash}|${time}|${versionText}|${scope}`;
  }

  async answer(wanted: Wanted): Promise<CachedAnswer> {
    const { memory, metrics, now } = this.#parts;
    const inMemory = this.#usable(memory.get(wanted.key), "memory", wanted);
    if (inMemory) return inMemory;

    if (!this.#flights.has(wanted.key)) return this.#flights.run(wanted.key, () => this.#fetch(wanted));
    const shared = await this.#flights.run(wanted.key, () => this.#fetch(wanted));
    metrics.hit("flight", now() - shared.storedAt);
    return shared;
  }

  async #fetch(wanted: Wanted): Promise<CachedAnswer> {
    const { memory, database } = this.#parts;
    const { key, question } = wanted;
    const stored = question.endsNow ? undefined : await database.get(key);
    const shared = this.#usable(stored, "database", wanted);
    if (!shared) return this.#make(wanted);
    memory.set(key, shared);
    return shared;
  }

  /**
   * The answer if it may be sent. One that is no longer fresh may: it is of the newest data, for the version of the
   * data is in its key, and the next one is on its way.
   */
  #usable(
    found: CachedAnswer | undefined,
    layer: "memory" | "database",
    wanted: Wanted,
  ): CachedAnswer | undefined {
    const now = this.#parts.now();
    if (!found) return undefined;
    const { freshUntil, staleUntil } = shortened(found, this.ttlMsOf(wanted.question));
    if (now >= staleUntil) return undefined;
    const isStale = now >= freshUntil;
    if (isStale) this.#revalidate(wanted);
    this.#parts.metrics.hit(layer, now - found.storedAt, isStale);
    return found;
  }

  /** Makes the answer anew in the background; when that fails, the next caller tries again. */
  #revalidate(wanted: Wanted): void {
    const key = `again|${wanted.key}`;
    if (this.#flights.has(key)) return;
    this.#flights.run(key, () => this.#make(wanted)).catch(() => undefined);
  }

  async #make({ question, version, key, make }: Wanted): Promise<CachedAnswer> {
    const { memory, database, versions, metrics, now, sharedFromMs } = this.#parts;
    metrics.miss();
    const beganAt = now();
    const { body, dataVersion } = await make();
    // It belongs to the data that it was made from, which may be newer by now, or older on a replica that lags.
    const isExpected = dataVersion === version.of(question.clusters);
    if (!isExpected) versions.expire();
    const ownKey = isExpected ? key : this.keyOf(question, dataVersion);
    const madeAt = now();
    const answer = { body, etag: etagOf(ownKey, body), ...lifetime(madeAt, this.ttlMsOf(question)) };
    memory.set(ownKey, answer);
    const isShared = !question.endsNow && madeAt - beganAt >= sharedFromMs;
    if (isShared) void database.set(ownKey, answer, madeAt);
    return answer;
  }
}
