import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { FULL_SCOPE } from "@kubecent/shared";
import type pg from "pg";
import { hashApiToken, newApiToken } from "../auth/api-token.ts";
import { createToken, findToken, revokeToken } from "../store/tokens.ts";

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
  await revokeToken(pool, NAME, SYSTEM).catch(() => undefined);
  await createToken(pool, { name: NAME, role: "admin", scope: FULL_SCOPE, hash, expiresAt: null }, SYSTEM);
  await writeFile(file, token, { mode: OWNER_ONLY });
  return token;
}
