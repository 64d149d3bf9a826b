import { LRUCache } from "lru-cache";
import { currentLimit, type Limit, type RequestLimiter } from "./request-limiter.ts";
import { decisionOf, EMPTY_WINDOW, type SlidingWindow, spend } from "./sliding-window.ts";

export interface MemoryLimiterOptions {
  /** Requests that one window allows. */
  readonly limit: Limit;
  /** A minute where nothing else is said. */
  readonly windowSeconds?: number;
  /** Keys that are counted at a time; those unseen for longest are forgotten first. */
  readonly maxKeys?: number;
}

export const WINDOW_SECONDS = 60;
/** A key that is seen once takes about 300 bytes, one that asks each second about 3 kB. */
const DEFAULT_MAX_KEYS = 20_000;

/** Counts in this process alone, in bounded memory and without a timer. */
export function createMemoryLimiter(options: MemoryLimiterOptions): RequestLimiter {
  const { limit: allowed, windowSeconds = WINDOW_SECONDS, maxKeys = DEFAULT_MAX_KEYS } = options;
  const windows = new LRUCache<string, SlidingWindow>({ max: maxKeys });
  return {
    get limit() {
      return currentLimit(allowed);
    },
    windowSeconds,
    take(key, cost) {
      const limit = currentLimit(allowed);
      // Not the time of day: a clock that is set back must not lock anybody out.
      const nowMs = Math.floor(performance.now());
      const spending = { cost, limit, windowMs: windowSeconds * 1_000, nowMs };
      const { window, spent } = spend(windows.get(key) ?? EMPTY_WINDOW, spending);
      windows.set(key, window);
      return decisionOf(spent, limit);
    },
  };
}
