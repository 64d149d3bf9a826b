/** What a limiter says about a request. */
export interface LimitDecision {
  readonly isAllowed: boolean;
  /** Requests that a window allows. */
  readonly limit: number;
  /** Requests that are left in this window. */
  readonly remaining: number;
  /** Requests that were made in this window, this one among them; those refused before it are not. */
  readonly requests: number;
  /** Whole seconds, at least 1: until the oldest request stops to count, or, when refused, until this one would fit. */
  readonly resetSeconds: number;
}

/** Counts requests by key, such as `token:7`: in memory, or in a store that replicas share. */
export interface RequestLimiter {
  readonly limit: number;
  readonly windowSeconds: number;
  /**
   * Counts `cost` requests against the key. The request that passes the limit is refused whole and counted whole;
   * those after it are refused and cost nothing, so that nobody locks themselves out by asking. A cost of 0 only looks.
   * Answers at once where it counts in this process.
   */
  take(key: string, cost: number): LimitDecision | Promise<LimitDecision>;
}

/** A limit, or what says it at this moment: it may change while the service runs. */
export type Limit = number | (() => number);

/** The limit at this moment. */
export function currentLimit(limit: Limit): number {
  return typeof limit === "number" ? limit : limit();
}
