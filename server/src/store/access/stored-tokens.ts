import { CostError, type Instant, type Role, type Scope, ScopeSchema } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { endTokenBindings, type StoredBinding, tokenBindings } from "./stored-bindings.ts";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import { inTransaction } from "../connection/transaction.ts";

/** An API token as it is kept: without the token. */
export interface StoredToken {
  readonly tokenId: bigint;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

interface TokenRecord {
  token_id: bigint;
  name: string;
  role: Role;
  scope: unknown;
  created_at: Date;
  created_by: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

const COLUMNS = "token_id, name, role, scope, created_at, created_by, expires_at, revoked_at, last_used_at";
const UNIQUE_VIOLATION = "23505";

/** Finds a token by its hash, whether it still holds or not. */
export function findToken(database: Database, hash: string): Promise<StoredToken | null> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<TokenRecord>(
      `select ${COLUMNS} from api_token where token_hash = $1`,
      [hash],
    );
    return rows[0] ? tokenOf(rows[0]) : null;
  });
}

/** A token to be kept: its hash, never itself. */
export interface NewToken {
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly hash: string;
  readonly expiresAt: Date | null;
}

/** A token, and the bindings that go by its name. */
export interface BoundToken {
  readonly token: StoredToken;
  readonly bindings: readonly StoredBinding[];
}

/**
 * Keeps a new token and its audit record, and tells the bindings that were made for its name. Throws when the name is
 * taken by a live one.
 */
export async function createToken(
  client: pg.PoolClient,
  token: NewToken,
  origin: AuditOrigin,
): Promise<BoundToken> {
  const { name, role, scope, hash, expiresAt } = token;
  const { rows } = await client
    .query<TokenRecord>(
      `insert into api_token (name, role, scope, token_hash, expires_at, created_by)
       values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
      [name, role, scope, hash, expiresAt, originName(origin)],
    )
    .catch((error: unknown) => {
      throw nameTaken(error, name);
    });
  const bindings = await tokenBindings(client, name);
  const details = { role, scope, expiresAt: expiresAt?.toISOString() ?? null, bindings: idsOf(bindings) };
  await insertAudit(client, {
    ...tokenAudit("TOKEN_CREATED", name),
    ...origin,
    details,
    status: "SUCCESS",
  });
  return { token: tokenOf(only(rows)), bindings };
}

/** The token to be revoked. */
export interface RevokedToken {
  readonly name: string;
  /** Leaves its bindings to the next token of that name, which is how one is rotated under its name. */
  readonly keepBindings?: boolean | undefined;
}

/**
 * Revokes the live token of a name and ends the bindings that go by it, each with its audit record. Throws NOT_FOUND
 * when there is no such token.
 */
export async function revokeToken(
  client: pg.PoolClient,
  { name, keepBindings = false }: RevokedToken,
  origin: AuditOrigin,
): Promise<BoundToken> {
  const { rows } = await client.query<TokenRecord>(
    `update api_token set revoked_at = now() where name = $1 and revoked_at is null returning ${COLUMNS}`,
    [name],
  );
  const [row] = rows;
  if (!row) throw new CostError("NOT_FOUND", `There is no token named ${name} that is not revoked.`);
  const bindings = keepBindings ? [] : await endTokenBindings(client, name, origin);
  const details = { tokenId: row.token_id.toString(), keepBindings, endedBindings: idsOf(bindings) };
  await insertAudit(client, {
    ...tokenAudit("TOKEN_REVOKED", name),
    ...origin,
    details,
    status: "SUCCESS",
  });
  return { token: tokenOf(row), bindings };
}

/** The tokens there are, revoked ones too, newest first. */
export function listTokens(database: Database): Promise<StoredToken[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<TokenRecord>(
      `select ${COLUMNS} from api_token order by token_id desc`,
    );
    return rows.map(tokenOf);
  });
}

/** Writes down when tokens were used last; a time that another replica knows to be later stays. */
export function noteTokenUses(database: Database, uses: ReadonlyMap<bigint, Instant>): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query(
      `update api_token set last_used_at = greatest(last_used_at, used.at)
       from unnest($1::bigint[], $2::timestamptz[]) as used (token_id, at)
       where api_token.token_id = used.token_id`,
      [[...uses.keys()], [...uses.values()].map((at) => new Date(at))],
    );
  });
}

function tokenOf(record: TokenRecord): StoredToken {
  return {
    tokenId: record.token_id,
    name: record.name,
    role: record.role,
    // A scope that cannot be read must not become one that shows everything: this throws.
    scope: ScopeSchema.parse(record.scope),
    createdAt: record.created_at,
    createdBy: record.created_by,
    expiresAt: record.expires_at,
    revokedAt: record.revoked_at,
    lastUsedAt: record.last_used_at,
  };
}

function idsOf(bindings: readonly StoredBinding[]): string[] {
  return bindings.map(({ bindingId }) => bindingId.toString());
}

function tokenAudit(action: string, name: string) {
  return { action, resourceType: "TOKEN", resourceId: name };
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("The statement returned no row");
  return row;
}

function nameTaken(error: unknown, name: string): unknown {
  const taken = error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;
  if (!taken) return error;
  return new CostError(
    "VALIDATION_FAILED",
    `There is a token named ${name} already. Choose another name, or revoke it first.`,
    {
      cause: error,
      details: [{ field: "name", message: "is taken by a token that is not revoked", type: "taken" }],
    },
  );
}
