import { randomBytes } from "node:crypto";
import { FULL_SCOPE, type Role, type Scope } from "@kubecent/shared";
import { inject } from "vitest";
import { createKubeCent, type KubeCentClient } from "../../../sdk/src/index.ts";
import { newApiToken } from "../../../server/src/auth/api-token.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { readDashboard, signInWaysOf } from "../../../server/src/http/dashboard/read-dashboard.ts";
import { createLogger } from "../../../server/src/log/logger.ts";
import { startAccess } from "../../../server/src/run/parts/start-access.ts";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createToken } from "../../../server/src/store/access/stored-tokens.ts";
import { untilMade } from "../../support/made-beside.ts";
import { runSql } from "../../support/postgres-servers.ts";
import { openTestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Edge, startEdge } from "../../unit/http/edge.ts";
import { DEMO_NOW } from "./demo-days.ts";

export interface DashboardServiceOptions {
  /** Settings other than the defaults, such as a limit of requests. */
  readonly env?: Record<string, string>;
}

/** The real service over the demo's days, at a clock that stands at `DEMO_NOW`. */
export interface DashboardService {
  readonly url: string;
  readonly database: Database;
  readonly edge: Edge;
  /** Makes a token, and its text. */
  makeToken(role?: Role, scope?: Scope): Promise<string>;
  /** The SDK's client of an admin: what a screen shows has to be what it answers. */
  readonly sdk: KubeCentClient;
  close(): Promise<void>;
}

/** Starts the service on a database of its own. */
export async function startDashboardService({
  env,
}: DashboardServiceOptions = {}): Promise<DashboardService> {
  const copy = await copyDemo();
  const database = openTestDatabase(copy.url);
  const ownEnv = { RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000", EXPORTS_PER_HOUR: "1000000", ...env };
  const settings = readSettings({ ENVIRONMENT: "development", ...ownEnv });
  const log = createLogger(settings, { write: () => undefined });
  const access = await startAccess(settings, { database, log, now: Date.now });
  const edge = await startEdge({
    env: ownEnv,
    database,
    services: createTestServices(database, () => DEMO_NOW, settings),
    identify: (authorization) => access.authenticator.identify(authorization),
    dashboard: { built: readDashboard(), signInWays: signInWaysOf(settings) },
  });
  const url = `http://127.0.0.1:${edge.port}`;
  const makeToken = (role: Role = "admin", scope: Scope = FULL_SCOPE): Promise<string> =>
    storeToken(database, role, scope);
  return {
    url,
    database,
    edge,
    makeToken,
    sdk: createKubeCent({ url, token: await makeToken() }),
    close: async () => {
      await edge.close();
      await access.stop();
      await database.primary.end();
      await copy.drop();
    },
  };
}

async function storeToken(database: Database, role: Role, scope: Scope): Promise<string> {
  const { token, hash } = newApiToken();
  const name = `${role}-${randomBytes(4).toString("hex")}`;
  const origin = { writer: database.auditWriter, userId: "test" };
  await inTransaction(database, (client) =>
    createToken(client, { name, role, scope, hash, expiresAt: null }, origin),
  );
  return token;
}

async function copyDemo(): Promise<{ url: string; drop: () => Promise<void> }> {
  const url = new URL(inject("demoDatabaseUrl"));
  const demo = url.pathname.slice(1);
  const name = `kubecent_dashboard_${randomBytes(6).toString("hex")}`;
  url.pathname = "/postgres";
  const server = url.href;
  await untilMade("demo");
  await runSql(server, [`CREATE DATABASE ${name} TEMPLATE ${demo} STRATEGY file_copy`]);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runSql(server, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]) };
}
