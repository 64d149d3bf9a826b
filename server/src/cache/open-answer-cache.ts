import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import { findClusters } from "../store/queries/clusters/stored-clusters.ts";
import { EVERYTHING } from "../store/access/visibility.ts";
import type { Database } from "../store/connection/database.ts";
import { inSnapshot } from "../store/connection/transaction.ts";
import { type AnswerCache, createAnswerCache } from "./answer-cache.ts";
import { createCacheMetrics } from "./cache-metrics.ts";
import { createDataVersions } from "./data-versions.ts";
import { type CacheOperation, createDatabaseLayer } from "./database-layer.ts";
import { createMemoryLayer } from "./memory-layer.ts";
import { createMakingQueue } from "./making-queue.ts";
import type { CacheSettings } from "./time-to-live.ts";

export interface AnswerCacheOptions {
  readonly database: Database;
  /** How long answers are kept, as the settings are now. */
  readonly settings: () => CacheSettings;
  readonly now: () => Instant;
  /** What else an answer's bytes depend on: the build of the service, the key of its cursors. */
  readonly generation: readonly string[];
  readonly memoryBytes?: number;
  /** How long an answer took to make that other replicas find in the table; all are there where it is left out. */
  readonly sharedFromMs?: number;
}

/** A few hundred of the largest pages, and little beside a process of 150 MB. */
const MEMORY_BYTES = 32 * 1024 * 1024;
const FEWEST_AT_A_TIME = 2;
/** Behind more than this, a question would wait for longer than its caller does. */
const MOST_WAITING = 100;

/** Makes the cache of a process. It starts nothing that has to be stopped. */
export function openAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const { database, settings, now, generation, memoryBytes = MEMORY_BYTES, sharedFromMs = 0 } = options;
  const memory = createMemoryLayer(memoryBytes);
  // Half of the connections: tokens, data versions and the collector must get one, however much is asked.
  const atATime = Math.max(FEWEST_AT_A_TIME, Math.floor((database.reads().options.max ?? 0) / 2));
  const makingQueue = createMakingQueue(atATime, MOST_WAITING);
  const metrics = createCacheMetrics({ memory, makingQueue });
  return createAnswerCache({
    memory,
    makingQueue,
    metrics,
    settings,
    now,
    sharedFromMs,
    database: createDatabaseLayer(database, (operation: CacheOperation) => metrics.error(operation)),
    versions: createDataVersions({
      // From where answers are read, perhaps a replica: they must not be ahead of it.
      read: () => inSnapshot(database, EVERYTHING, (client, seen) => findClusters(client, {}, seen)),
    }),
    generation: createHash("sha256").update(JSON.stringify(generation)).digest("base64url").slice(0, 22),
  });
}
