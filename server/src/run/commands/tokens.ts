import {
  DAY_MS,
  formatInstant,
  HOUR_MS,
  type Instant,
  MINUTE_MS,
  RevocationCreateSchema,
  type Role,
  type Scope,
} from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import { validationError } from "../../api/validation-error.ts";
import { newRevocation } from "../../auth/access/new-revocation.ts";
import { newApiToken } from "../../auth/api-token.ts";
import type { AuditOrigin } from "../../store/audit-log/audit-logs.ts";
import type { StoredBinding } from "../../store/access/stored-bindings.ts";
import { createRevocation } from "../../store/access/stored-revocations.ts";
import { inChange } from "../../store/connection/in-change.ts";
import { createToken, listTokens, type RevokedToken, revokeToken } from "../../store/access/stored-tokens.ts";

/** Who the audit log names for what is done at the terminal of the server's own machine. */
const operatorOf = ({ auditWriter: writer }: Database): AuditOrigin => ({ writer, userId: "operator" });

const UNIT_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

/** Reads a life time such as 30d, 12h or 90m as milliseconds. Throws on anything else. */
export function lifetimeMs(text: string): number {
  const match = /^(\d{1,4})([mhd])$/.exec(text);
  const [, count, unit] = match ?? [];
  if (count === undefined || (unit !== "m" && unit !== "h" && unit !== "d") || Number(count) === 0) {
    throw new Error(`found "${text}"; wanted a life time such as 30d, 12h or 90m`);
  }
  return Number(count) * UNIT_MS[unit];
}

interface TokenToCreate {
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly expiresInMs: number | null;
  readonly now: Instant;
}

/** Makes a token and prints it, alone and this once, on stdout. */
export async function createTokenCommand(database: Database, options: TokenToCreate): Promise<void> {
  const { token, hash } = newApiToken();
  const expiresAt = options.expiresInMs === null ? null : new Date(options.now + options.expiresInMs);
  const { name, role, scope } = options;
  const { bindings } = await inChange(database, (client) =>
    createToken(client, { name, role, scope, hash, expiresAt }, operatorOf(database)),
  );
  process.stderr.write(
    `Token ${name} (${role}) ${expiresAt ? `until ${formatInstant(expiresAt.getTime())}` : "without expiry"}; it is shown only now:\n`,
  );
  for (const binding of bindings)
    process.stderr.write(`It also has ${bindingText(binding)}, bound to its name before.\n`);
  process.stdout.write(`${token}\n`);
}

/** Revokes the live token of a name, and says which bindings ended with it; it is refused within seconds. */
export async function revokeTokenCommand(database: Database, revoked: RevokedToken): Promise<void> {
  const { bindings } = await inChange(database, (client) =>
    revokeToken(client, revoked, operatorOf(database)),
  );
  process.stdout.write(`Token ${revoked.name} is revoked.\n`);
  for (const binding of bindings) process.stdout.write(`Ended: ${bindingText(binding)}.\n`);
}

function bindingText({ bindingId, role, scope }: StoredBinding): string {
  return `binding ${bindingId}, ${role} over ${JSON.stringify(scope)}`;
}

interface JwtsToRevoke {
  readonly subject?: string;
  readonly jti?: string;
  readonly issuedBefore?: Instant;
  readonly reason?: string;
}

/** Revokes JSON Web Tokens by subject, id or age; every replica refuses them within 10 seconds. */
export async function revokeJwtsCommand(
  database: Database,
  options: JwtsToRevoke,
  now: Instant,
): Promise<void> {
  const { subject, jti: tokenId, issuedBefore, reason } = options;
  const read = RevocationCreateSchema.safeParse({
    subject,
    tokenId,
    reason,
    ...(issuedBefore !== undefined && { issuedBefore: new Date(issuedBefore).toISOString() }),
  });
  if (!read.success) throw validationError(read.error);
  const input = read.data;
  const { revocationId } = await inChange(database, (client) =>
    createRevocation(client, newRevocation(input, now), operatorOf(database)),
  );
  process.stdout.write(`Revocation ${revocationId} holds everywhere within 10 seconds.\n`);
}

/** Lists the tokens, never themselves: name, role, state, made, expiry, last use. */
export async function listTokensCommand(database: Database, now: Instant): Promise<void> {
  for (const { name, role, expiresAt, revokedAt, createdAt, lastUsedAt } of await listTokens(database)) {
    const expired = expiresAt !== null && expiresAt.getTime() <= now;
    const state = revokedAt ? "revoked" : expired ? "expired" : "live";
    const times = [createdAt, expiresAt, lastUsedAt].map((at) => (at ? formatInstant(at.getTime()) : "-"));
    process.stdout.write([name, role, state, ...times].join("\t") + "\n");
  }
}
