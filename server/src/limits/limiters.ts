import { createMemoryLimiter } from "./memory-limiter.ts";
import type { Limit, RequestLimiter } from "./request-limiter.ts";

/** What counts requests at the edge. Callers may be counted in a store that replicas share, addresses never. */
export interface Limiters {
  /** By who calls. */
  readonly callers: RequestLimiter;
  /** By address, where nobody known calls. */
  readonly addresses: RequestLimiter;
  /** Tokens that were not valid, by address. */
  readonly failures: RequestLimiter;
}

/** Makes the limiters for a limit. */
export type CreateLimiters = (requestsPerMinute: Limit) => Limiters;

/** All of them in this process alone. An address takes nothing but memory, however many there are. */
export const memoryLimiters: CreateLimiters = (requestsPerMinute) => ({
  callers: createMemoryLimiter({ requestsPerMinute }),
  addresses: createMemoryLimiter({ requestsPerMinute }),
  failures: createMemoryLimiter({ requestsPerMinute }),
});
