import { vi } from "vitest";
import {
  type AnswerCache,
  type CacheQuestion,
  createAnswerCache,
  type MadeAnswer,
} from "../../../server/src/cache/answer-cache.ts";
import { type CacheMetrics, createCacheMetrics } from "../../../server/src/cache/cache-metrics.ts";
import type { CachedAnswer } from "../../../server/src/cache/cached-answer.ts";
import { createDataVersions } from "../../../server/src/cache/data-versions.ts";
import { createMemoryLayer } from "../../../server/src/cache/memory-layer.ts";
import { createMakingQueue } from "../../../server/src/cache/making-queue.ts";
import {
  dataVersionOf,
  type StoredCluster,
} from "../../../server/src/store/queries/clusters/stored-clusters.ts";

export const TTL_MS = 300_000;

/** A cache on a clock and data that the test moves, and a table that is a map. */
export interface CacheUnderTest {
  readonly cache: AnswerCache;
  /** Moves on: milliseconds, and the version of the data. */
  readonly state: { nowMs: number; dataVersion: bigint; dataMark: string };
  /** What stands in the table; several caches may share it. */
  readonly table: Map<string, CachedAnswer>;
  /** Makes an answer that tells how many were made before it, and from which data. */
  readonly make: ReturnType<typeof vi.fn<() => Promise<MadeAnswer>>>;
  readonly ask: (more?: Partial<CacheQuestion>) => Promise<string>;
  readonly metricOf: (name: string, labels?: Record<string, string>) => Promise<number>;
}

export const QUESTION: CacheQuestion = {
  procedure: "cost.namespaces",
  inputHash: "input",
  time: "0-24-24",
  clusters: { names: undefined, currency: undefined },
  scope: "all",
  path: "/api/v1/cost/namespaces",
  endsNow: false,
};

/** Puts a cache together; `table` lets it share one with another. */
export function cacheUnderTest(table = new Map<string, CachedAnswer>(), sharedFromMs = 0): CacheUnderTest {
  const state = { nowMs: 1_000_000, dataVersion: 1n, dataMark: "first" };
  const storedCluster = (): StoredCluster => ({
    clusterId: 1,
    name: "prod",
    source: "prometheus",
    currency: "USD",
    dataVersion: state.dataVersion,
    dataMark: state.dataMark,
  });
  const memory = createMemoryLayer(1_000_000);
  const makingQueue = createMakingQueue(4, 100);
  const metrics = createCacheMetrics({ memory, makingQueue });
  const cache = createAnswerCache({
    memory,
    makingQueue,
    metrics,
    settings: () => ({ cacheTtlSeconds: TTL_MS / 1_000, cacheEndpoints: {} }),
    now: () => state.nowMs,
    generation: "test",
    sharedFromMs,
    database: {
      get: (key) => Promise.resolve(table.get(key)),
      set: async (key, answer) => void table.set(key, answer),
      clear: async () => table.clear(),
    },
    versions: createDataVersions({
      monotonicMs: () => state.nowMs,
      read: async () => [storedCluster()],
    }),
  });
  let count = 0;
  const make = vi.fn<() => Promise<MadeAnswer>>(async () => {
    const body = Buffer.from(`answer ${++count} of version ${state.dataVersion}`);
    return { body, dataVersion: dataVersionOf([storedCluster()]) };
  });
  return {
    cache,
    state,
    table,
    make,
    ask: async (more = {}) => (await cache.answer({ ...QUESTION, ...more }, make)).body.toString(),
    metricOf: (name, labels = {}) => valueOf(metrics, name, labels),
  };
}

async function valueOf(metrics: CacheMetrics, name: string, labels: Record<string, string>): Promise<number> {
  const { values = [] } = (await metrics.registry.getSingleMetric(name)?.get()) ?? {};
  const found = values.filter((value) =>
    Object.entries(labels).every(([label, wanted]) => Object(value.labels)[label] === wanted),
  );
  return found.reduce((sum, { value }) => sum + value, 0);
}
