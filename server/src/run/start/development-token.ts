import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { FULL_SCOPE } from "@kubecent/shared";
import type pg from "pg";
import { hashApiToken, newApiToken } from "../../auth/api-token.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { createToken, findToken, revokeToken } from "../../store/access/stored-tokens.ts";

const NAME = "development";
const SYSTEM = { userId: "system" };
const OWNER_ONLY = 0o600;

/**
 * The token that `npm start` prints, for development alone. It is kept in the data folder, so that a
 * second start prints the same one; when it is lost or revoked, a new one takes its place.
 */
export async function developmentToken(pool: pg.Pool, dataFolder: string): Promise<string> {
  const file = path.join(dataFolder, "development-token");
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept !== "") {
    const stored = await findToken(pool, hashApiToken(kept));
    if (stored && stored.revokedAt === null) return kept;
  }
  const { token, hash } = newApiToken();
  const made = { name: NAME, role: "admin", scope: FULL_SCOPE, hash, expiresAt: null } as const;
  const lost = { name: NAME, keepBindings: true };
  await inTransaction(pool, (client) => revokeToken(client, lost, SYSTEM)).catch(() => undefined);
  await inTransaction(pool, (client) => createToken(client, made, SYSTEM));
  await mkdir(dataFolder, { recursive: true });
  await writeFile(file, token, { mode: OWNER_ONLY });
  return token;
}
