import type { Instant } from "@kubecent/shared";

/** How long answers are kept, by what the settings say. */
export interface TimesToLive {
  /** CACHE_TTL_SECONDS. */
  readonly defaultSeconds: number;
  /** CACHE_ENDPOINTS: by the path of REST. */
  readonly secondsByPath: Readonly<Record<string, number>>;
}

/** The times to live as they are at this moment: they may change while the service runs. */
export type CurrentTimesToLive = () => TimesToLive;

/** Answers made together shall not all expire together; and none is kept for longer than was allowed. */
const SHORTEST_SHARE = 0.9;

/** Milliseconds for which the answers of a REST path may be sent as they are; 0 keeps none. */
export function timeToLiveMs({ defaultSeconds, secondsByPath }: TimesToLive, path: string): number {
  const own = Object.hasOwn(secondsByPath, path) ? secondsByPath[path] : undefined;
  return (own ?? defaultSeconds) * 1_000;
}

/** When an answer begins to be old, and until when it may still be sent. */
interface Lifetime {
  readonly storedAt: Instant;
  readonly freshUntil: Instant;
  readonly staleUntil: Instant;
}

/** Until when an answer that is kept may be sent, where answers like it are kept for a shorter time by now. */
export function shortened({ storedAt, freshUntil, staleUntil }: Lifetime, timeToLive: number): Lifetime {
  return {
    storedAt,
    freshUntil: Math.min(freshUntil, storedAt + timeToLive),
    staleUntil: Math.min(staleUntil, storedAt + 2 * timeToLive),
  };
}

/**
 * Until when an answer that is made now is fresh, and until when it may be sent while the next one is being made:
 * for as long again. Both ends of that belong to one version of the data, which is part of an answer's key.
 */
export function lifetime(now: Instant, timeToLive: number, random: () => number = Math.random): Lifetime {
  const freshMs = timeToLive * (SHORTEST_SHARE + (1 - SHORTEST_SHARE) * random());
  return { storedAt: now, freshUntil: now + freshMs, staleUntil: now + freshMs + timeToLive };
}
