import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { FULL_SCOPE } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import { hashApiToken, newApiToken } from "../../auth/api-token.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { createToken, findToken, revokeToken } from "../../store/access/stored-tokens.ts";

const NAME = "development";
const OWNER_ONLY = 0o600;

/**
 * The token that `npm start` prints, for development alone. It is kept in the data folder, so that a
 * second start prints the same one; when it is lost or revoked, a new one takes its place.
 */
export async function developmentToken(database: Database, dataFolder: string): Promise<string> {
  const file = path.join(dataFolder, "development-token");
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept !== "") {
    const stored = await findToken(database, hashApiToken(kept));
    if (stored && stored.revokedAt === null) return kept;
  }
  const { token, hash } = newApiToken();
  const made = { name: NAME, role: "admin", scope: FULL_SCOPE, hash, expiresAt: null } as const;
  const origin = { writer: database.auditWriter, userId: "system" };
  const lost = { name: NAME, keepBindings: true };
  await inTransaction(database, (client) => revokeToken(client, lost, origin)).catch(() => undefined);
  await inTransaction(database, (client) => createToken(client, made, origin));
  await mkdir(dataFolder, { recursive: true });
  await writeFile(file, token, { mode: OWNER_ONLY });
  return token;
}
