import { formatInstant, type Instant } from "@kubecent/shared";
import type { Command } from "commander";
import { listTokens } from "../../store/access/stored-tokens.ts";
import { withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

/** `token list`. */
export function addTokenList(token: Command): void {
  token
    .command("list")
    .description("name, role, state, made, expiry and last use of every token")
    .action(() => withDatabase((database) => printTokens(database, Date.now())));
}

/** Prints what is known of each token; the tokens themselves are not kept. */
async function printTokens(database: Database, now: Instant): Promise<void> {
  for (const { name, role, expiresAt, revokedAt, createdAt, lastUsedAt } of await listTokens(database)) {
    const expired = expiresAt !== null && expiresAt.getTime() <= now;
    const state = revokedAt ? "revoked" : expired ? "expired" : "live";
    const times = [createdAt, expiresAt, lastUsedAt].map((at) => (at ? formatInstant(at.getTime()) : "-"));
    process.stdout.write([name, role, state, ...times].join("\t") + "\n");
  }
}
