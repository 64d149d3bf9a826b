import { hash } from "node:crypto";
import { CostError, FULL_SCOPE, type Instant } from "@kubecent/shared";
import { LRUCache } from "lru-cache";
import type { AccessLists } from "../access/access-lists.ts";
import { type Caller, callerOf, type Grant } from "../caller.ts";
import { keysUnavailable } from "../keys/key-set.ts";
import { InvalidToken } from "./invalid-token.ts";
import type { IssuerVerifier, VerifiedToken } from "./issuer-verifier.ts";
import { readUnchecked } from "./read-header.ts";
import { claimedGrants, subjectsOf } from "./token-grants.ts";

export interface JwtCallersOptions {
  readonly verifiers: readonly IssuerVerifier[];
  readonly lists: AccessLists;
  readonly now: () => Instant;
}

/** Tells callers by JSON Web Tokens. */
export interface JwtCallers {
  /** The caller, if the token was verified a moment ago. Throws as `callerOf` does. */
  known(token: string): Caller | undefined;
  /** Throws InvalidToken, or AUTH_UNAVAILABLE where it cannot be told whether the token is valid. */
  callerOf(token: string): Promise<Caller>;
}

interface Believed extends VerifiedToken {
  readonly verifier: IssuerVerifier;
}

const MOST_BELIEVED = 10_000;

/** Valid tokens are remembered for a minute at most; what is not valid is looked at each time. */
export function createJwtCallers({ verifiers, lists, now }: JwtCallersOptions): JwtCallers {
  const byIssuer = new Map(verifiers.map((verifier) => [verifier.rules.issuer, verifier]));
  const believed = new LRUCache<string, Believed>({ max: MOST_BELIEVED });

  const verify = async (token: string): Promise<Believed> => {
    const unchecked = readUnchecked(token);
    const verifier = byIssuer.get(unchecked.issuer);
    if (!verifier) throw new InvalidToken("issuer_unknown");
    try {
      return { ...(await verifier.verify(token, unchecked)), verifier };
    } catch (error) {
      if (error instanceof InvalidToken || error instanceof CostError) throw error;
      // Whatever else goes wrong says nothing about the token: nobody gets in by it, and nobody is called a stranger.
      throw keysUnavailable(1, error);
    }
  };
  const recall = (digest: string): Believed | undefined => {
    const known = believed.get(digest);
    if (known && now() < known.until && known.holds()) return known;
    believed.delete(digest);
    return undefined;
  };

  return {
    known(token) {
      const found = recall(digestOf(token));
      return found && callerWith(found, lists);
    },
    async callerOf(token) {
      const digest = digestOf(token);
      const known = recall(digest) ?? (await verify(token));
      believed.set(digest, known);
      return callerWith(known, lists);
    },
  };
}

function digestOf(token: string): string {
  return hash("sha256", token, "base64");
}

/** Revocations and bindings are asked for each time: they may change while a token is believed. */
function callerWith({ claims, verifier: { rules } }: Believed, lists: AccessLists): Caller {
  const { subject, tokenId, issuedAtSeconds, expiresAtSeconds } = claims;
  if (lists.isRevoked({ subject, tokenId, issuedAtSeconds })) throw new InvalidToken("revoked");

  const given = [...claimedGrants(claims, rules), ...lists.grantsOf(subjectsOf(claims, rules))];
  return callerOf({
    id: `jwt:${subject}`,
    name: subject,
    grants: given.length > 0 ? given : defaultGrants(rules),
    credential: {
      kind: "jwt",
      from: rules.issuer,
      id: tokenId,
      createdAt: issuedAtSeconds * 1_000,
      expiresAt: expiresAtSeconds * 1_000,
    },
  });
}

function defaultGrants({ defaultRole }: { readonly defaultRole: Grant["role"] | null }): Grant[] {
  return defaultRole === null ? [] : [{ role: defaultRole, scope: FULL_SCOPE }];
}
