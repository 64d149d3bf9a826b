import { CostError, type Role, type Scope, ScopeSchema } from "@kubecent/shared";
import type pg from "pg";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import type { Database } from "../connection/database.ts";
import { inTransaction } from "../connection/transaction.ts";
import { createToken, type StoredToken } from "./stored-tokens.ts";

/** The code of a link, to be kept: its hash, never itself. */
export interface NewSignInCode {
  /** Begins the name of the token that it is exchanged for. */
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly hash: string;
  readonly expiresAt: Date;
  /** How long that token lives, from the exchange on. */
  readonly tokenSeconds: number;
}

interface CodeRecord {
  code_id: bigint;
  name: string;
  created_at: Date;
  expires_at: Date;
}

/** Keeps a new code and its audit record, and drops those that have expired. */
export async function createSignInCode(
  client: pg.PoolClient,
  { name, role, scope, hash, expiresAt, tokenSeconds }: NewSignInCode,
  origin: AuditOrigin,
): Promise<void> {
  await client.query("delete from sign_in_code where expires_at <= now()");
  await client.query(
    `insert into sign_in_code (code_hash, name, role, scope, token_seconds, expires_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [hash, name, role, scope, tokenSeconds, expiresAt, originName(origin)],
  );
  await insertAudit(client, {
    action: "SIGN_IN_LINK_CREATED",
    resourceType: "TOKEN",
    resourceId: name,
    ...origin,
    details: { role, scope, expiresAt: expiresAt.toISOString(), tokenSeconds },
    status: "SUCCESS",
  });
}

/** Finds a code by its hash, whether it still holds or not. */
export function findSignInCode(database: Database, hash: string) {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<CodeRecord>(
      "select code_id, name, created_at, expires_at from sign_in_code where code_hash = $1",
      [hash],
    );
    const [row] = rows;
    if (!row) return null;
    return { codeId: row.code_id, name: row.name, createdAt: row.created_at, expiresAt: row.expires_at };
  });
}

/** A code that is exchanged, and the hash of the token that its holder gets. */
export interface ExchangedCode {
  readonly codeId: bigint;
  readonly tokenHash: string;
}

/**
 * Exchanges a code for a token with its audit record. Of two who try at once, on whichever replicas, the row lets one
 * through. Throws TOKEN_INVALID for the other, and for a code that has expired meanwhile.
 */
export async function exchangeSignInCode(
  client: pg.PoolClient,
  { codeId, tokenHash }: ExchangedCode,
  origin: AuditOrigin,
): Promise<StoredToken> {
  const { rows } = await client.query<{ name: string; role: Role; scope: unknown; token_expires_at: Date }>(
    `delete from sign_in_code where code_id = $1 and expires_at > now()
     returning name, role, scope, now() + token_seconds * interval '1 second' as token_expires_at`,
    [codeId],
  );
  const [code] = rows;
  if (!code) throw new CostError("TOKEN_INVALID", "This link has been used already, or has expired.");
  const { token } = await createToken(
    client,
    {
      name: `${code.name}.web-${codeId}`,
      role: code.role,
      scope: ScopeSchema.parse(code.scope),
      hash: tokenHash,
      expiresAt: code.token_expires_at,
    },
    origin,
  );
  return token;
}
