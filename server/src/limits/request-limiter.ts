/** What a limiter says about a request. */
export interface LimitDecision {
  readonly isAllowed: boolean;
  /** Requests that a window allows. */
  readonly limit: number;
  /** Requests that are left in this window. */
  readonly remaining: number;
  /** Requests that were made in this window, this one and refused ones among them. */
  readonly requests: number;
  /** Whole seconds, at least 1, until the window ends. */
  readonly resetSeconds: number;
}

/** Counts requests by key, such as `token:7`. Behind it stands memory now; replicas could share a store. */
export interface RequestLimiter {
  readonly limit: number;
  readonly windowSeconds: number;
  /** Counts `cost` requests against the key, whether they are allowed or not. */
  take(key: string, cost: number): Promise<LimitDecision>;
}
