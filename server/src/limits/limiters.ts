import { createMemoryLimiter } from "./memory-limiter.ts";
import type { Limit, RequestLimiter } from "./request-limiter.ts";

/** What counts requests at the edge. Callers may be counted in a store that replicas share, addresses never. */
export interface Limiters {
  /** By caller. */
  readonly callers: RequestLimiter;
  /** Exports by caller, in an hour. */
  readonly exports: RequestLimiter;
  /** By address, for calls without a valid token. */
  readonly addresses: RequestLimiter;
  /** Tokens that were not valid, by address. */
  readonly failures: RequestLimiter;
}

/** The settings that say how much is allowed. */
export interface LimitSettings {
  readonly rateLimitRequestsPerMinute: Limit;
  readonly exportsPerHour: Limit;
}

/** Exports are counted over an hour. */
export const EXPORT_WINDOW_SECONDS = 3_600;

/** Makes the limiters by the settings. */
export type CreateLimiters = (settings: LimitSettings) => Limiters;

/** All of them count in this process alone, in bounded memory. */
export const memoryLimiters: CreateLimiters = ({ rateLimitRequestsPerMinute: limit, exportsPerHour }) => ({
  callers: createMemoryLimiter({ limit }),
  exports: createMemoryLimiter({ limit: exportsPerHour, windowSeconds: EXPORT_WINDOW_SECONDS }),
  addresses: createMemoryLimiter({ limit }),
  failures: createMemoryLimiter({ limit }),
});
