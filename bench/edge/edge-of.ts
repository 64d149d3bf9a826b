import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { FULL_SCOPE, HOUR_MS } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import { createCursorSigner } from "../../server/src/api/cursor.ts";
import { createMakerGrants } from "../../server/src/auth/access/maker-grants.ts";
import type { ApiServices } from "../../server/src/api/context.ts";
import { createExportRecords } from "../../server/src/audit/export-records.ts";
import { createRefusalRecorder } from "../../server/src/audit/refusals.ts";
import { readSigningKey, trustedKeys } from "../../server/src/audit/signing-key.ts";
import { newApiToken } from "../../server/src/auth/api-token.ts";
import { createApiTokenCallers } from "../../server/src/auth/api-token-callers.ts";
import { createAuthenticator } from "../../server/src/auth/authenticator.ts";
import { openAnswerCache } from "../../server/src/cache/open-answer-cache.ts";
import { readSettings } from "../../server/src/config/read-settings.ts";
import { createApp } from "../../server/src/http/create-app.ts";
import { createHttpServer } from "../../server/src/http/create-http-server.ts";
import { createLogger } from "../../server/src/log/logger.ts";
import { type CreateLimiters, memoryLimiters } from "../../server/src/limits/limiters.ts";
import { groupSpendings } from "../../server/src/limits/grouped-windows.ts";
import { createSharedLimiter } from "../../server/src/limits/shared-limiter.ts";
import { runtimeDefaults } from "../../server/src/run/parts/follow-settings.ts";
import { insertAudit } from "../../server/src/store/audit-log/audit-logs.ts";
import { spendRequests } from "../../server/src/store/shared-state/request-windows.ts";
import { createRuntimeSettings } from "../../server/src/store/shared-state/runtime-settings.ts";
import { inTransaction } from "../../server/src/store/connection/transaction.ts";
import { createToken, findToken } from "../../server/src/store/access/stored-tokens.ts";
import { usedLists } from "../../server/src/run/prices/stored-lists.ts";

/** A token of the benchmark's own, which may read everything for an hour. */
export async function createBenchToken(database: Database): Promise<string> {
  const { token, hash } = newApiToken();
  const made = {
    name: `bench-${randomBytes(4).toString("hex")}`,
    role: "viewer",
    scope: FULL_SCOPE,
    hash,
    expiresAt: new Date(Date.now() + HOUR_MS),
  } as const;
  await inTransaction(database, (client) =>
    createToken(client, made, { writer: database.auditWriter, userId: "bench" }),
  );
  return token;
}

/** Callers counted in the database, as replicas count them that share one. */
export function sharedLimiters(database: Database): CreateLimiters {
  return (limits) => ({
    ...memoryLimiters(limits),
    callers: createSharedLimiter({
      windows: groupSpendings((spendings) => spendRequests(database, spendings)),
      limit: limits.rateLimitRequestsPerMinute,
      replicas: () => 1,
      onStoreChange: () => undefined,
    }),
  });
}

interface EdgeChoice {
  readonly createLimiters?: CreateLimiters;
  readonly logLevel?: string;
}

/** The service's edge with nothing left out: only the limit is so high that nobody meets it. */
export function edgeOf(
  database: Database,
  { createLimiters = memoryLimiters, logLevel = "info" }: EdgeChoice = {},
): Server {
  const settings = readSettings({
    ENVIRONMENT: "staging",
    RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000",
    LOG_LEVEL: logLevel,
  });
  const log = createLogger(settings);
  const services: ApiServices = {
    priceLists: () => usedLists(database),
    database,
    audit: {
      refusals: createRefusalRecorder({
        write: (record) => inTransaction(database, (client) => insertAudit(client, record)),
        now: Date.now,
        onFailure: () => undefined,
      }),
      exports: createExportRecords({
        write: (record) => inTransaction(database, (client) => insertAudit(client, record)),
        onFailure: () => undefined,
      }),
      keys: trustedKeys(readSigningKey(randomBytes(32)), ""),
      ownCheckpoint: () => null,
    },
    runtimeSettings: createRuntimeSettings(database, runtimeDefaults(settings)),
    now: Date.now,
    cursors: createCursorSigner(randomBytes(32)),
    cache: openAnswerCache({
      database,
      now: Date.now,
      settings: () => runtimeDefaults(settings),
      generation: [randomBytes(8).toString("hex")],
    }),
    makers: createMakerGrants(),
    version: "bench",
    environment: settings.ENVIRONMENT,
    notify: { box: null, rule: () => false, allowsNetworks: false, hasMail: false, publicUrl: undefined },
    maxRequestBytes: settings.MAX_REQUEST_BYTES,
  };
  const authenticator = createAuthenticator({
    apiTokens: createApiTokenCallers({ now: Date.now, findToken: (wanted) => findToken(database, wanted) }),
    jwts: null,
  });
  const app = createApp({
    settings,
    services,
    log,
    authenticator,
    readiness: () => Promise.resolve({ ready: true, reasons: [] }),
    draining: () => false,
    createLimiters,
    gauges: [],
  });
  return createHttpServer(app, log);
}
