import { CostError, type Instant, type Role } from "@kubecent/shared";
import { hashApiToken, isApiToken } from "./api-token.ts";
import { bearerToken } from "./bearer-token.ts";
import type { Caller, Identity } from "./caller.ts";

/** What is known of a token that was made. */
export interface StoredToken {
  readonly tokenId: bigint;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface AuthenticatorOptions {
  /** Finds a token by the hash of its text. */
  readonly findToken: (hash: string) => Promise<StoredToken | null>;
  readonly now: () => Instant;
  /** How long a valid token is believed without asking again, and so how long a revoked one lives on. */
  readonly cacheMs?: number;
  /** Called with the reason whenever a token is not valid: for the log, never for the caller. */
  readonly onInvalid?: (reason: InvalidReason) => void;
}

export type InvalidReason = "malformed" | "unknown" | "expired" | "revoked";

export interface Authenticator {
  /** Who calls, by the request's Authorization headers. Throws where that cannot be found out right now. */
  identify(authorization: readonly string[]): Promise<Identity>;
}

interface Believed {
  readonly caller: Caller;
  readonly until: Instant;
}

const DEFAULT_CACHE_MS = 5_000;
const MOST_BELIEVED = 10_000;
const RETRY_AFTER_SECONDS = 2;

/** Tells callers by their API tokens. Only valid tokens are remembered: a new one works at once. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { now, cacheMs = DEFAULT_CACHE_MS } = options;
  const believed = new Map<string, Believed>();

  const look = async (hash: string): Promise<Caller | InvalidReason> => {
    const askedAt = now();
    const stored = await find(options, hash);
    const reason = invalidReason(stored, now());
    if (reason !== undefined || stored === null) return reason ?? "unknown";

    const caller = { id: `token:${stored.tokenId}`, name: stored.name, role: stored.role };
    // Counted from the question, not from the answer: the token may have been revoked in between.
    const until = Math.min(askedAt + cacheMs, stored.expiresAt?.getTime() ?? Infinity);
    remember(believed, hash, { caller, until });
    return caller;
  };

  return {
    async identify(authorization) {
      const { token, refusal } = bearerToken(authorization);
      if (refusal === "TOKEN_MISSING") return { caller: null, refusal };

      const found = token !== null && isApiToken(token) ? await callerOf(hashApiToken(token)) : "malformed";
      if (typeof found !== "string") return { caller: found, refusal: null };
      options.onInvalid?.(found);
      return { caller: null, refusal: "TOKEN_INVALID" };
    },
  };

  async function callerOf(hash: string): Promise<Caller | InvalidReason> {
    const known = believed.get(hash);
    if (known && now() < known.until) return known.caller;
    believed.delete(hash);
    return look(hash);
  }
}

/** A token that cannot be looked up is neither valid nor invalid: nobody may pass for a stranger by that. */
async function find({ findToken }: AuthenticatorOptions, hash: string): Promise<StoredToken | null> {
  try {
    return await findToken(hash);
  } catch (cause) {
    throw new CostError(
      "DATABASE_UNAVAILABLE",
      "Tokens cannot be checked right now. Try again in a few seconds.",
      {
        cause,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      },
    );
  }
}

function invalidReason(stored: StoredToken | null, now: Instant): InvalidReason | undefined {
  if (stored === null) return "unknown";
  if (stored.revokedAt !== null) return "revoked";
  return stored.expiresAt !== null && stored.expiresAt.getTime() <= now ? "expired" : undefined;
}

/** A map keeps the order of its entries: the first is the one that was looked up longest ago. */
function remember(believed: Map<string, Believed>, hash: string, entry: Believed): void {
  const [oldest] = believed.keys();
  if (believed.size >= MOST_BELIEVED && oldest !== undefined) believed.delete(oldest);
  believed.set(hash, entry);
}
