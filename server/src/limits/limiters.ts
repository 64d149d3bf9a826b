import { createMemoryLimiter } from "./memory-limiter.ts";
import type { Limit, RequestLimiter } from "./request-limiter.ts";

/** What counts requests at the edge. Callers may be counted in a store that replicas share, addresses never. */
export interface Limiters {
  /** By who calls. */
  readonly callers: RequestLimiter;
  /** Exports, by who calls; in an hour. */
  readonly exports: RequestLimiter;
  /** By address, where nobody known calls. */
  readonly addresses: RequestLimiter;
  /** Tokens that were not valid, by address. */
  readonly failures: RequestLimiter;
}

/** How much is allowed. */
export interface Allowed {
  readonly requestsPerMinute: Limit;
  readonly exportsPerHour: Limit;
}

/** Exports are counted over an hour. */
export const EXPORT_WINDOW_SECONDS = 3_600;

/** Makes the limiters for what is allowed. */
export type CreateLimiters = (allowed: Allowed) => Limiters;

/** All of them in this process alone. An address takes nothing but memory, however many there are. */
export const memoryLimiters: CreateLimiters = ({ requestsPerMinute, exportsPerHour }) => ({
  callers: createMemoryLimiter({ requestsPerMinute }),
  exports: createMemoryLimiter({ requestsPerMinute: exportsPerHour, windowSeconds: EXPORT_WINDOW_SECONDS }),
  addresses: createMemoryLimiter({ requestsPerMinute }),
  failures: createMemoryLimiter({ requestsPerMinute }),
});
