import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { CacheOperation } from "./database-layer.ts";
import type { MemoryLayer } from "./memory-layer.ts";
import type { MakingQueue } from "./making-queue.ts";

/** Where an answer came from, other than being made. */
export type HitLayer = "memory" | "database" | "flight";

/** What /metrics shows of the cache: counts, ages and sizes, never a name or an amount. */
export interface CacheMetrics {
  readonly registry: Registry;
  /** An answer was sent that was not made for this request; a stale one while the next is being made. */
  hit(layer: HitLayer, ageMs: number, isStale?: boolean): void;
  miss(): void;
  error(operation: CacheOperation): void;
  swept(rows: number): void;
  /** Warming went through, or some part of it did not. */
  warmed(outcome: "complete" | "failed"): void;
}

const AGE_BUCKETS_SECONDS = [1, 5, 15, 60, 120, 300, 600, 1_200, 3_600, 14_400, 86_400];

/** Begins to count. */
export function createCacheMetrics(parts: { memory: MemoryLayer; makingQueue: MakingQueue }): CacheMetrics {
  const registry = new Registry();
  const registers = [registry];
  const hits = new Counter({
    name: "kubecent_cache_hits_total",
    help: "Answers that were not made for the request they were sent to, by where they were found.",
    labelNames: ["layer", "state"],
    registers,
  });
  const misses = new Counter({
    name: "kubecent_cache_misses_total",
    help: "Answers that were made anew.",
    registers,
  });
  const errors = new Counter({
    name: "kubecent_cache_errors_total",
    help: "Failures of the cache's table, each of which costs a miss at most.",
    labelNames: ["operation"],
    registers,
  });
  const ages = new Histogram({
    name: "kubecent_cache_answer_age_seconds",
    help: "Age of answers from the cache when they were sent.",
    buckets: AGE_BUCKETS_SECONDS,
    registers,
  });
  const swept = new Counter({
    name: "kubecent_cache_swept_total",
    help: "Expired answers that this process has removed from the cache's table.",
    registers,
  });
  const warmings = new Counter({
    name: "kubecent_cache_warmings_total",
    help: "Rounds of asking the usual questions ahead of time, by how they ended.",
    labelNames: ["outcome"],
    registers,
  });
  createGauges(parts, registry);
  // A label's object is made once: this runs for every request.
  const states = { memory: labelsOf("memory"), database: labelsOf("database"), flight: labelsOf("flight") };
  // A rate needs a 0 to start from.
  for (const { fresh, stale } of Object.values(states)) {
    hits.inc(fresh, 0);
    hits.inc(stale, 0);
  }
  return {
    registry,
    hit: (layer, ageMs, isStale = false) => {
      hits.inc(isStale ? states[layer].stale : states[layer].fresh);
      ages.observe(Math.max(0, ageMs) / 1_000);
    },
    miss: () => misses.inc(),
    error: (operation) => errors.inc({ operation }),
    swept: (rows) => swept.inc(rows),
    warmed: (outcome) => warmings.inc({ outcome }),
  };
}

function labelsOf(layer: HitLayer) {
  return { fresh: { layer, state: "fresh" }, stale: { layer, state: "stale" } };
}

function createGauges(
  { memory, makingQueue }: { memory: MemoryLayer; makingQueue: MakingQueue },
  registry: Registry,
): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(value());
        },
      }),
    );
  };
  gauge("kubecent_cache_entries", "Answers that this process has at hand.", () => memory.entries);
  gauge("kubecent_cache_bytes", "What the answers at hand take, in bytes.", () => memory.bytes);
  gauge("kubecent_cache_making", "Answers that are being made right now.", () => makingQueue.running);
  gauge(
    "kubecent_cache_waiting",
    "Questions that wait for their answer to be made.",
    () => makingQueue.waiting,
  );
}
