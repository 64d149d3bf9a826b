import { openTestDatabase } from "../../support/test-database.ts";
import { FULL_SCOPE, type Role, type Scope } from "@kubecent/shared";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { newApiToken } from "../../../server/src/auth/api-token.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { createLogger } from "../../../server/src/log/logger.ts";
import { startAccess } from "../../../server/src/run/parts/start-access.ts";
import { createReadiness } from "../../../server/src/run/start/readiness.ts";
import { createToken } from "../../../server/src/store/access/stored-tokens.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { type Edge, startEdge } from "../../unit/http/edge.ts";

/** One of several services on the same database, with real tokens. */
export interface Replica extends Edge {
  readonly database: Database;
}

/**
 * Starts a replica as the service does: its access from the settings and the database. `edgeEnv` holds settings of the edge,
 * such as a limit of requests.
 */
export async function startReplica(
  databaseUrl: string,
  env: Record<string, string> = {},
  edgeEnv: Record<string, string> = {},
): Promise<Replica> {
  const settings = readSettings({
    ENVIRONMENT: "development",
    RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000",
    ...env,
  });
  const database = openTestDatabase(databaseUrl);
  const log = createLogger(settings, { write: () => undefined });
  const access = await startAccess(settings, { database, log, now: Date.now });
  const edge = await startEdge({
    env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000", ...edgeEnv },
    database,
    identify: (authorization) => access.authenticator.identify(authorization),
    readiness: createReadiness(database.primary, Date.now, access.notReady),
    gauges: access.gauges,
  });
  return Object.assign({ database }, edge, {
    close: async () => {
      await edge.close();
      await access.stop();
      await database.primary.end();
    },
  });
}

/** Makes an API token of a role, and gives its text. */
export async function tokenFor(database: Database, role: Role, scope: Scope = FULL_SCOPE): Promise<string> {
  const { token, hash } = newApiToken();
  const name = `${role}-${hash.slice(0, 8)}`;
  const made = { name, role, scope, hash, expiresAt: null };
  await inTransaction(database, (client) =>
    createToken(client, made, { writer: database.auditWriter, userId: "test" }),
  );
  return token;
}
