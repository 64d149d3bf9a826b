import { LRUCache } from "lru-cache";
import type { LimitDecision } from "./request-limiter.ts";

interface Refusal {
  readonly decision: LimitDecision;
  readonly cost: number;
  readonly untilMs: number;
}

/** A refusal by the store: of a request of this cost, for this long. */
interface NewRefusal {
  readonly cost: number;
  readonly decision: LimitDecision;
  readonly resetMs: number;
}

const MOST_KEYS = 10_000;

/** Refusals of callers that have used up their requests, until they may ask again: a flood then costs the store nothing. */
export interface RememberedRefusals {
  /** The refusal that still holds for a request of this cost; undefined where the store must say. */
  recall(key: string, cost: number, limit: number): LimitDecision | undefined;
  note(key: string, refusal: NewRefusal): void;
}

/** Remembers refusals in bounded memory. */
export function createRememberedRefusals(): RememberedRefusals {
  const refusals = new LRUCache<string, Refusal>({ max: MOST_KEYS });
  return {
    recall(key, cost, limit) {
      const refusal = refusals.get(key);
      if (!refusal) return undefined;
      const leftMs = refusal.untilMs - performance.now();
      if (leftMs <= 0 || refusal.decision.limit !== limit) return void refusals.delete(key);
      // Where five calls did not fit, one may.
      if (cost < refusal.cost) return undefined;
      return { ...refusal.decision, resetSeconds: Math.max(1, Math.ceil(leftMs / 1_000)) };
    },
    note(key, { cost, decision, resetMs }) {
      refusals.set(key, { decision, cost, untilMs: performance.now() + resetMs });
    },
  };
}
