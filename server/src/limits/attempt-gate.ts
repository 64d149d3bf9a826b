import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { LimitDecision, RequestLimiter } from "./request-limiter.ts";

/** Keeps those who try out tokens from having each of them looked up. */
export interface AttemptGate {
  /** The refusal of a token that nobody should look up now; null where it may be. */
  refusal(address: string, credential: string): Promise<LimitDecision | null>;
  /** What looking it up has shown. */
  note(address: string, credential: string, isValid: boolean): Promise<void>;
}

const MOST_KNOWN = 10_000;

/**
 * Lets an address have its limit of invalid tokens a minute. Tokens that were valid the last time are always looked
 * up, so that whoever shares an address with somebody who guesses goes on working.
 */
export function createAttemptGate(failures: RequestLimiter): AttemptGate {
  const known = new LRUCache<string, true>({ max: MOST_KNOWN });
  return {
    async refusal(address, credential) {
      const { remaining, ...decision } = await failures.take(address, 0);
      if (remaining > 0 || known.has(digest(credential))) return null;
      return { ...decision, remaining, isAllowed: false };
    },
    async note(address, credential, isValid) {
      if (isValid) return void known.set(digest(credential), true);
      known.delete(digest(credential));
      await failures.take(address, 1);
    },
  };
}

/** Tokens are not kept in memory, not even for a moment longer than it takes to check them. */
function digest(credential: string): string {
  return hash("sha256", credential, "base64");
}
