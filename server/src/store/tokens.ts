import { CostError, type Role } from "@kubecent/shared";
import type pg from "pg";
import { inTransaction } from "./transaction.ts";
import { type AuditRecord, insertAudit } from "./audit-logs.ts";

/** An API token as it is kept: without the token. */
export interface StoredToken {
  readonly tokenId: bigint;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

interface TokenRecord {
  token_id: bigint;
  name: string;
  role: Role;
  expires_at: Date | null;
  revoked_at: Date | null;
}

const UNIQUE_VIOLATION = "23505";

/** Finds a token by its hash, whether it still holds or not. */
export function findToken(pool: pg.Pool, hash: string): Promise<StoredToken | null> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<TokenRecord>(
      `select token_id, name, role, expires_at, revoked_at from api_token where token_hash = $1`,
      [hash],
    );
    const [row] = rows;
    if (!row) return null;
    const { token_id: tokenId, name, role, expires_at: expiresAt, revoked_at: revokedAt } = row;
    return { tokenId, name, role, expiresAt, revokedAt };
  });
}

/** A token to be kept: its hash, never itself. */
export interface NewToken {
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  readonly expiresAt: Date | null;
  readonly createdBy: string;
}

/** Keeps a new token and its audit record, or neither. Throws when the name is taken by a live one. */
export function createToken(pool: pg.Pool, token: NewToken): Promise<void> {
  return inTransaction(pool, async (client) => {
    try {
      await client.query(
        `insert into api_token (name, role, token_hash, expires_at, created_by) values ($1, $2, $3, $4, $5)`,
        [token.name, token.role, token.hash, token.expiresAt, token.createdBy],
      );
    } catch (error) {
      throw nameTaken(error, token.name);
    }
    await insertAudit(client, tokenAudit("TOKEN_CREATED", token.createdBy, token.name, { role: token.role }));
  });
}

/** Revokes the live token of a name, with its audit record. Throws NOT_FOUND when there is none. */
export function revokeToken(pool: pg.Pool, name: string, revokedBy: string): Promise<void> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update api_token set revoked_at = now() where name = $1 and revoked_at is null`,
      [name],
    );
    if (rowCount === 0)
      throw new CostError("NOT_FOUND", `There is no token named ${name} that is not revoked.`);
    await insertAudit(client, tokenAudit("TOKEN_REVOKED", revokedBy, name, {}));
  });
}

/** The tokens there are, revoked ones too, newest first. */
export function listTokens(pool: pg.Pool): Promise<(StoredToken & { readonly createdAt: Date })[]> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<TokenRecord & { created_at: Date }>(
      `select token_id, name, role, expires_at, revoked_at, created_at from api_token order by token_id desc`,
    );
    return rows.map((row) => ({
      tokenId: row.token_id,
      name: row.name,
      role: row.role,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
      createdAt: row.created_at,
    }));
  });
}

function tokenAudit(
  action: string,
  userId: string,
  name: string,
  details: Record<string, unknown>,
): AuditRecord {
  return { userId, action, resourceType: "TOKEN", resourceId: name, details, status: "SUCCESS" };
}

function nameTaken(error: unknown, name: string): unknown {
  const taken = error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;
  if (!taken) return error;
  return new CostError(
    "VALIDATION_FAILED",
    `There is a token named ${name} already. Choose another name, or revoke it first.`,
    { cause: error },
  );
}
