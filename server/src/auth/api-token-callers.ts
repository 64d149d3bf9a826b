import { CostError, type Instant, type Role, type Scope } from "@kubecent/shared";
import { LRUCache } from "lru-cache";
import { type AccessLists, tokenSubject } from "./access/access-lists.ts";
import { hashApiToken } from "./api-token.ts";
import { type Caller, callerOf } from "./caller.ts";

/** What is known of a token that was made. */
export interface StoredToken {
  readonly tokenId: bigint;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface ApiTokenOptions {
  /** Finds a token by the hash of its text. */
  readonly findToken: (hash: string) => Promise<StoredToken | null>;
  readonly now: () => Instant;
  /** How long a valid token is believed without asking again, and so how long a revoked one lives on. */
  readonly cacheMs?: number;
  /** Called for each request with a valid token. */
  readonly onUse?: (tokenId: bigint) => void;
  /** What bindings give to tokens by their names; nothing where it is left out. */
  readonly lists?: Pick<AccessLists, "grantsOf">;
}

export type TokenFault = "unknown" | "expired" | "revoked";

/** Tells callers by API tokens. */
export interface ApiTokenCallers {
  /** The caller, if the token was looked up a moment ago. */
  known(token: string): Caller | undefined;
  /** The caller, or why there is none. Throws where that cannot be found out right now. */
  callerOf(token: string): Promise<Caller | TokenFault>;
}

interface Believed {
  readonly stored: StoredToken;
  readonly until: Instant;
}

const DEFAULT_CACHE_MS = 5_000;
const MOST_BELIEVED = 10_000;
const RETRY_AFTER_SECONDS = 2;

/** Only valid tokens are remembered: a new one works at once. */
export function createApiTokenCallers(options: ApiTokenOptions): ApiTokenCallers {
  const { now, cacheMs = DEFAULT_CACHE_MS } = options;
  const believed = new LRUCache<string, Believed>({ max: MOST_BELIEVED });

  const look = async (hash: string): Promise<StoredToken | TokenFault> => {
    const askedAt = now();
    const stored = await findStored(options.findToken, hash);
    if (stored === null) return "unknown";
    const fault = apiTokenFault(stored, now());
    if (fault !== undefined) return fault;

    // Counted from the question, not from the answer: the token may have been revoked in between.
    believed.set(hash, {
      stored,
      until: Math.min(askedAt + cacheMs, stored.expiresAt?.getTime() ?? Infinity),
    });
    return stored;
  };
  const recall = (hash: string): StoredToken | undefined => {
    const known = believed.get(hash);
    if (known && now() < known.until) return known.stored;
    believed.delete(hash);
    return undefined;
  };

  const use = (stored: StoredToken): Caller => {
    options.onUse?.(stored.tokenId);
    return callerWith(stored, options);
  };

  return {
    known(token) {
      const stored = recall(hashApiToken(token));
      return stored && use(stored);
    },
    async callerOf(token) {
      const hash = hashApiToken(token);
      const found = recall(hash) ?? (await look(hash));
      return typeof found === "string" ? found : use(found);
    },
  };
}

function callerWith(stored: StoredToken, { lists }: ApiTokenOptions): Caller {
  const { tokenId, name, role, scope, createdAt, expiresAt } = stored;
  // By its name go those of the file alone.
  const bound = lists?.grantsOf([{ subjectKind: "token", subject: name }, tokenSubject(tokenId)]) ?? [];
  return callerOf({
    id: `token:${tokenId}`,
    name,
    grants: [{ role, scope }, ...bound],
    credential: {
      kind: "api-token",
      from: name,
      id: tokenId.toString(),
      createdAt: createdAt.getTime(),
      expiresAt: expiresAt?.getTime() ?? null,
    },
  });
}

/** A token, or a code, that cannot be looked up is neither valid nor invalid: nobody may pass for a stranger by that. */
export async function findStored<Stored>(
  find: (hash: string) => Promise<Stored | null>,
  hash: string,
): Promise<Stored | null> {
  try {
    return await find(hash);
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

function apiTokenFault({ revokedAt, expiresAt }: StoredToken, now: Instant): TokenFault | undefined {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt.getTime() <= now ? "expired" : undefined;
}
