import type { Instant, RuntimeSettingValues } from "@kubecent/shared";

/** The settings that say how long answers are kept. They may change while the service runs. */
export type CacheSettings = Pick<RuntimeSettingValues, "cacheTtlSeconds" | "cacheEndpoints">;

/** Spreads the expiry of answers that were made together. None is kept for longer than the settings allow. */
const SHORTEST_SHARE = 0.9;

/** Milliseconds for which the answers of a REST path may be sent as they are; 0 keeps none. */
export function cacheTtlMs({ cacheTtlSeconds, cacheEndpoints }: CacheSettings, path: string): number {
  const own = Object.hasOwn(cacheEndpoints, path) ? cacheEndpoints[path] : undefined;
  return (own ?? cacheTtlSeconds) * 1_000;
}

/** When an answer begins to be old, and until when it may still be sent. */
interface Lifetime {
  readonly storedAt: Instant;
  readonly freshUntil: Instant;
  readonly staleUntil: Instant;
}

/** Until when a kept answer may be sent, where the settings have become shorter since it was made. */
export function shortened({ storedAt, freshUntil, staleUntil }: Lifetime, ttlMs: number): Lifetime {
  return {
    storedAt,
    freshUntil: Math.min(freshUntil, storedAt + ttlMs),
    staleUntil: Math.min(staleUntil, storedAt + 2 * ttlMs),
  };
}

/**
 * Until when an answer that is made now is fresh, and until when it may be sent while the next one is being made:
 * for as long again. Both ends of that belong to one version of the data, which is part of an answer's key.
 */
export function lifetime(now: Instant, ttlMs: number, random: () => number = Math.random): Lifetime {
  const freshMs = ttlMs * (SHORTEST_SHARE + (1 - SHORTEST_SHARE) * random());
  return { storedAt: now, freshUntil: now + freshMs, staleUntil: now + freshMs + ttlMs };
}
