import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { LimitDecision, RequestLimiter } from "./request-limiter.ts";

export interface MemoryLimiterOptions {
  /** The limit, or what says it at this moment: it may change while the service runs. */
  readonly requestsPerMinute: number | (() => number);
  /** Keys that are counted at a time; those unseen for longest are forgotten first. */
  readonly maxKeys?: number;
}

const WINDOW_SECONDS = 60;
/** A key takes about 500 bytes with its timer: at most 10 MB. */
const DEFAULT_MAX_KEYS = 20_000;

/** Counts in this process alone. */
export function createMemoryLimiter(options: MemoryLimiterOptions): RequestLimiter {
  const { requestsPerMinute, maxKeys = DEFAULT_MAX_KEYS } = options;
  const currentLimit = (): number =>
    typeof requestsPerMinute === "number" ? requestsPerMinute : requestsPerMinute();
  const counter = new RateLimiterMemory({ points: currentLimit(), duration: WINDOW_SECONDS });
  const forget = (key: string): void => void counter.delete(key);
  const note = createKeyBound(Math.ceil(maxKeys / 2), forget);
  return {
    get limit() {
      return currentLimit();
    },
    windowSeconds: WINDOW_SECONDS,
    async take(key, cost) {
      note(key);
      // Counts are kept when the limit changes: it is the same minute.
      counter.points = currentLimit();
      return decision(counter.points, await consume(counter, key, cost));
    },
  };
}

/**
 * Keeps two generations of keys: when the young one is full, the old one is forgotten and the young one grows
 * old. A key that is seen again is young again. A list in order of use would cost 40 µs a key at this size.
 */
function createKeyBound(generationSize: number, forget: (key: string) => void): (key: string) => void {
  let young = new Set<string>();
  let old = new Set<string>();
  return (key) => {
    if (young.has(key)) return;
    old.delete(key);
    young.add(key);
    if (young.size < generationSize) return;
    old.forEach(forget);
    old = young;
    young = new Set();
  };
}

/** The library throws its answer where the limit is passed; what else it throws is a fault. */
async function consume(counter: RateLimiterMemory, key: string, cost: number): Promise<RateLimiterRes> {
  try {
    return await counter.consume(key, cost);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}

function decision(limit: number, { consumedPoints, msBeforeNext }: RateLimiterRes): LimitDecision {
  return {
    isAllowed: consumedPoints <= limit,
    limit,
    remaining: Math.max(0, limit - consumedPoints),
    requests: consumedPoints,
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
  };
}
