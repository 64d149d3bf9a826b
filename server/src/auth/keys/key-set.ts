import { CostError, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { KeySource } from "./key-source.ts";
import type { VerificationKey } from "./read-keys.ts";

export interface KeySetOptions {
  readonly source: KeySource;
  readonly now: () => Instant;
  /** Called with the reason when keys are unavailable; the last good ones are kept. */
  readonly onFailure: (error: unknown) => void;
}

/** The keys of one issuer: kept, refreshed, and never exchanged for worse ones. */
export interface KeySet {
  /** The key of an id; null where the issuer has none such. Throws AUTH_UNAVAILABLE where there are no keys. */
  find(kid: string): Promise<VerificationKey | null>;
  /** The key of an id as it is known now, without asking anybody. */
  known(kid: string): VerificationKey | null;
  /** Seconds since the keys were had; null where they never were. */
  ageSeconds(): number | null;
  /** Asks for the keys now, unless that is under way already or has just failed. */
  refresh(): Promise<void>;
  /** Begins to refresh by itself. */
  start(): void;
  stop(): void;
}

const REFRESH_EVERY_MS = 5 * MINUTE_MS;
/** How often a key id that nobody knows may make us ask the issuer. */
const UNKNOWN_EVERY_MS = 30_000;
/** How long keys are good while their issuer cannot be asked. */
const MAX_STALE_MS = 24 * 60 * MINUTE_MS;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = MINUTE_MS;
/** How often the clock is looked at. */
const TICK_MS = 1_000;

/** An empty set of keys; `start` or the first question fills it. */
export function createKeySet({ source, now, onFailure }: KeySetOptions): KeySet {
  let keys: readonly VerificationKey[] = [];
  let loadedAt: Instant | null = null;
  let triedAt = -Infinity;
  let failures = 0;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const load = async (): Promise<void> => {
    triedAt = now();
    try {
      keys = await source();
      loadedAt = triedAt;
      failures = 0;
    } catch (error) {
      failures += 1;
      onFailure(error);
    }
  };
  const waitMs = (): number =>
    failures === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  const refresh = (): Promise<void> => {
    if (running) return running;
    if (now() - triedAt < waitMs()) return Promise.resolve();
    running = load().finally(() => {
      running = null;
    });
    return running;
  };
  const isUsable = (): boolean => loadedAt !== null && now() - loadedAt < MAX_STALE_MS;
  const known = (kid: string): VerificationKey | null =>
    isUsable() ? (keys.find((key) => key.kid === kid || key.kid === null) ?? null) : null;
  const isDue = (): boolean => now() - triedAt >= (failures > 0 ? waitMs() : REFRESH_EVERY_MS);

  return {
    known,
    refresh,
    ageSeconds: () => (loadedAt === null ? null : (now() - loadedAt) / 1_000),
    async find(kid) {
      if (!isUsable()) await refresh();
      if (!isUsable()) throw keysUnavailable(Math.ceil((triedAt + waitMs() - now()) / 1_000));

      const key = known(kid);
      // Invented key ids must not make us ask more often: tries count, not successes.
      if (key || (!running && now() - triedAt < UNKNOWN_EVERY_MS)) return key;
      await refresh();
      return known(kid);
    },
    start() {
      timer ??= setInterval(() => {
        if (isDue()) void refresh();
      }, TICK_MS);
      timer.unref();
      void refresh();
    },
    stop: () => clearInterval(timer),
  };
}

/** A token that cannot be checked is neither valid nor invalid. */
export function keysUnavailable(retryAfterSeconds: number, cause?: unknown): CostError {
  const text = "Tokens of this issuer cannot be checked right now. Try again in a few seconds.";
  return new CostError("AUTH_UNAVAILABLE", text, {
    retryAfterSeconds: Math.max(1, retryAfterSeconds),
    cause,
  });
}
