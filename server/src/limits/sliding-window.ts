import type { LimitDecision } from "./request-limiter.ts";

/**
 * Requests of the last window, as runs of requests that came within a sixtieth of it, oldest first. A run counts
 * until its last request is a whole window old: so there is no border at which twice the limit gets through, as
 * there is between two fixed windows, and nobody waits longer than one window.
 */
export interface SlidingWindow {
  readonly runs: readonly Run[];
}

interface Run {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly requests: number;
}

/** What is asked of a window. */
export interface Spending {
  readonly cost: number;
  readonly limit: number;
  readonly windowMs: number;
  readonly nowMs: number;
}

/** What came of it. */
export interface Spent {
  readonly isAllowed: boolean;
  /** Requests that count now, this one among them if it was counted. */
  readonly used: number;
  readonly resetMs: number;
}

export const EMPTY_WINDOW: SlidingWindow = { runs: [] };
const RUNS_PER_WINDOW = 60;

/** Spends a cost out of a window. SQL and Lua do the same in the stores that replicas share. */
export function spend(window: SlidingWindow, spending: Spending): { window: SlidingWindow; spent: Spent } {
  const { cost, limit, windowMs, nowMs } = spending;
  const before = window.runs.filter(({ lastMs }) => lastMs > nowMs - windowMs);
  const usedBefore = countOf(before);
  const isCounted = cost > 0 && usedBefore < limit;
  const runs = isCounted ? withRequests(before, spending) : before;
  const isAllowed = usedBefore + cost <= limit;
  const used = isCounted ? usedBefore + cost : usedBefore;
  const mustExpire = isAllowed ? 1 : used + cost - limit;
  return { window: { runs }, spent: { isAllowed, used, resetMs: untilExpired(runs, mustExpire, spending) } };
}

/** What a limiter says about it. */
export function decisionOf({ isAllowed, used, resetMs }: Spent, limit: number): LimitDecision {
  return {
    isAllowed,
    limit,
    remaining: Math.max(0, limit - used),
    requests: isAllowed ? used : Math.max(used, limit + 1),
    resetSeconds: Math.max(1, Math.ceil(resetMs / 1_000)),
  };
}

function countOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { requests }) => sum + requests, 0);
}

function withRequests(runs: readonly Run[], { cost, windowMs, nowMs }: Spending): readonly Run[] {
  const newest = runs.at(-1);
  if (newest && nowMs - newest.firstMs < windowMs / RUNS_PER_WINDOW) {
    return [...runs.slice(0, -1), { ...newest, lastMs: nowMs, requests: newest.requests + cost }];
  }
  return [...runs, { firstMs: nowMs, lastMs: nowMs, requests: cost }];
}

/** Milliseconds until `mustExpire` requests have left the window, or all of them if there are fewer. */
function untilExpired(runs: readonly Run[], mustExpire: number, { windowMs, nowMs }: Spending): number {
  let expired = 0;
  for (const { lastMs, requests } of runs) {
    expired += requests;
    if (expired >= mustExpire) return lastMs + windowMs - nowMs;
  }
  return (runs.at(-1)?.lastMs ?? nowMs) + windowMs - nowMs;
}
