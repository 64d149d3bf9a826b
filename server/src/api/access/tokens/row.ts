import { formatInstant, type Instant, type TokenRow } from "@kubecent/shared";
import type { StoredToken } from "../../../store/access/stored-tokens.ts";
import { instantOf } from "../stored-instant.ts";

/** A token as answers show it. */
export function tokenRow(token: StoredToken, now: Instant): TokenRow {
  return {
    id: token.tokenId.toString(),
    name: token.name,
    role: token.role,
    scope: token.scope,
    state: stateOf(token, now),
    createdAt: formatInstant(token.createdAt.getTime()),
    createdBy: token.createdBy,
    expiresAt: instantOf(token.expiresAt),
    revokedAt: instantOf(token.revokedAt),
    lastUsedAt: instantOf(token.lastUsedAt),
  };
}

function stateOf({ revokedAt, expiresAt }: StoredToken, now: Instant): TokenRow["state"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt.getTime() <= now ? "expired" : "live";
}
