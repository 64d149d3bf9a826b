import type { Database } from "../store/connection/database.ts";
import { sweepCachedAnswers } from "../store/shared-state/cached-answers.ts";
import type { CacheMetrics } from "./cache-metrics.ts";

/** Removes expired answers from the table for as long as it runs. */
export interface Sweeper {
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;
/** Keeps replicas that started together from sweeping together for ever. */
const JITTER_MS = 15_000;
const ROWS_AT_A_TIME = 1_000;
const MOST_ROUNDS = 20;

/** Removes what has expired now, a bounded number of rows at a time. Never throws; returns how many rows went. */
export async function sweepOnce(database: Database, metrics: CacheMetrics): Promise<number> {
  let swept = 0;
  try {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const rows = await sweepCachedAnswers(database, ROWS_AT_A_TIME);
      swept += rows;
      if (rows < ROWS_AT_A_TIME) break;
    }
  } catch {
    metrics.error("sweep");
  }
  metrics.swept(swept);
  return swept;
}

/** Sweeps about once a minute. Any number of replicas may do it at the same time. */
export function startSweeper(
  database: Database,
  metrics: CacheMetrics,
  random: () => number = Math.random,
): Sweeper {
  let sweeping: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(sweep, EVERY_MS + JITTER_MS * (2 * random() - 1)).unref();
  };
  const sweep = (): void => {
    sweeping = sweepOnce(database, metrics).then(wait);
  };
  wait();
  return {
    stop: async () => {
      clearTimeout(timer);
      await sweeping;
      // The sweep under way has set the next one.
      clearTimeout(timer);
    },
  };
}
