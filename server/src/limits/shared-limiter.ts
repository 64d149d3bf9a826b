import { createMemoryLimiter, WINDOW_SECONDS } from "./memory-limiter.ts";
import { createRememberedRefusals } from "./remembered-refusals.ts";
import { currentLimit, type Limit, type LimitDecision, type RequestLimiter } from "./request-limiter.ts";
import { decisionOf, type Spent } from "./sliding-window.ts";
import { type OnStoreChange, StoreHealth } from "./store-health.ts";

/** What is spent out of a window that replicas share. */
export interface SharedSpending {
  readonly caller: string;
  readonly cost: number;
  readonly limit: number;
  readonly windowMs: number;
}

/** What came of it. */
export interface SharedSpent extends Spent {
  /** Another one when counts may have been lost since the last answer. */
  readonly era: string;
}

/** Windows in a store that replicas share. */
export interface SharedWindows {
  /** Rejects where the store is away. */
  spend(spending: SharedSpending): Promise<SharedSpent>;
}

export interface SharedLimiterOptions {
  readonly windows: SharedWindows;
  /** Requests that one window allows. */
  readonly limit: Limit;
  /** Replicas that count at this moment, as far as this one knows. */
  readonly replicas: () => number;
  readonly onStoreChange: OnStoreChange;
  readonly windowSeconds?: number;
  /** How long a request waits for the store. */
  readonly deadlineMs?: number;
}

/** A limiter over a shared store. */
export interface SharedLimiter extends RequestLimiter {
  isStoreDown(): boolean;
}

const DEADLINE_MS = 500;

/**
 * Counts in a store that replicas share. While the store is away each replica allows its share of the limit out of
 * its own memory: neither everything nor nothing, and never more than twice the limit in one window.
 */
export function createSharedLimiter(options: SharedLimiterOptions): SharedLimiter {
  const { windows, limit: allowed, replicas, onStoreChange } = options;
  const { windowSeconds = WINDOW_SECONDS, deadlineMs = DEADLINE_MS } = options;
  const windowMs = windowSeconds * 1_000;
  const share = (): number => Math.max(1, Math.floor(currentLimit(allowed) / replicas()));
  const insurance = createMemoryLimiter({ limit: share, windowSeconds });
  const trust = new StoreHealth({ windowMs, onChange: onStoreChange });
  const refusals = createRememberedRefusals();

  /** The decision of the store; undefined where its counts cannot be used. */
  const ask = async (caller: string, cost: number, limit: number): Promise<LimitDecision | undefined> => {
    try {
      const spent = await within(deadlineMs, windows.spend({ caller, cost, limit, windowMs }));
      if (!trust.answered(spent.era)) return undefined;
      const decision = decisionOf(spent, limit);
      if (!decision.isAllowed) refusals.note(caller, { cost, decision, resetMs: spent.resetMs });
      return decision;
    } catch (error) {
      trust.failed(error);
      return undefined;
    }
  };

  return {
    get limit() {
      return currentLimit(allowed);
    },
    windowSeconds,
    isStoreDown: () => trust.isDown,
    async take(key, cost) {
      const limit = currentLimit(allowed);
      const remembered = refusals.recall(key, cost, limit);
      if (remembered) return remembered;
      const decision = trust.mayAsk() ? await ask(key, cost, limit) : undefined;
      return decision ?? insurance.take(key, cost);
    },
  };
}

async function within<T>(deadlineMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`The store of request counts did not answer within ${deadlineMs} ms`)),
    deadlineMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    // Nobody waits for a late answer, so its failure is ignored.
    work.catch(() => undefined);
  }
}
