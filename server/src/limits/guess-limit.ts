import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { LimitDecision, RequestLimiter } from "./request-limiter.ts";

/** Bounds how many invalid tokens an address may try out: the rest is refused without being looked up. */
export interface GuessLimit {
  /** The refusal of a token that is not to be looked up now; null where it is. */
  refusal(address: string, credential: string): Promise<LimitDecision | null>;
  /** What looking it up has shown. */
  note(address: string, credential: string, isValid: boolean): Promise<void>;
}

const MOST_REMEMBERED = 10_000;

/**
 * Allows an address its limit of invalid tokens a minute. Tokens that were valid the last time are always looked
 * up: a caller who shares an address with somebody who guesses can go on working.
 */
export function createGuessLimit(failures: RequestLimiter): GuessLimit {
  const validBefore = new LRUCache<string, true>({ max: MOST_REMEMBERED });
  return {
    async refusal(address, credential) {
      const { remaining, ...decision } = await failures.take(address, 0);
      if (remaining > 0 || validBefore.has(digest(credential))) return null;
      return { ...decision, remaining, isAllowed: false };
    },
    async note(address, credential, isValid) {
      if (isValid) return void validBefore.set(digest(credential), true);
      validBefore.delete(digest(credential));
      await failures.take(address, 1);
    },
  };
}

/** Only a digest is kept in memory, so that no token can be read there. */
function digest(credential: string): string {
  return hash("sha256", credential, "base64");
}
