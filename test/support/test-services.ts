import { randomBytes } from "node:crypto";
import { createCursorSigner } from "../../server/src/api/cursor.ts";
import { createExportRecords } from "../../server/src/audit/export-records.ts";
import { createRefusalRecorder } from "../../server/src/audit/refusals.ts";
import { readSigningKey, trustedKeys } from "../../server/src/audit/signing-key.ts";
import { createSecretBox } from "../../server/src/notify/secrets/channel-secrets.ts";
import { addressRule } from "../../server/src/notify/sending/address-rules.ts";
import { readSettings, type Settings } from "../../server/src/config/read-settings.ts";
import { runtimeDefaults } from "../../server/src/run/parts/follow-settings.ts";
import { insertAudit } from "../../server/src/store/audit-log/audit-logs.ts";
import { createRuntimeSettings } from "../../server/src/store/shared-state/runtime-settings.ts";
import type { Database } from "../../server/src/store/connection/database.ts";
import { inTransaction } from "../../server/src/store/connection/transaction.ts";
import type { ApiServices, Context } from "../../server/src/api/context.ts";
import { appRouter } from "../../server/src/api/router.ts";
import { createCallerFactory } from "../../server/src/api/trpc.ts";
import { createMakerGrants } from "../../server/src/auth/access/maker-grants.ts";
import { type Caller, callerOf } from "../../server/src/auth/caller.ts";
import { openAnswerCache } from "../../server/src/cache/open-answer-cache.ts";
import { FULL_SCOPE, type Instant, type Role, type Scope } from "@kubecent/shared";
import { usedLists } from "../../server/src/run/prices/stored-lists.ts";

/** Signs the audit chains of tests. */
export const TEST_AUDIT_KEY = readSigningKey(Buffer.alloc(32, "audit"));

/** What procedures need, on a test's database and clock. */
export function createTestServices(
  database: Database,
  now: () => Instant,
  settings: Settings = readSettings({ ENVIRONMENT: "development" }),
): ApiServices {
  return {
    priceLists: () => usedLists(database),
    database,
    audit: {
      refusals: createRefusalRecorder({
        write: (record) => inTransaction(database, (client) => insertAudit(client, record)),
        now,
        onFailure: () => undefined,
      }),
      exports: createExportRecords({
        write: (record) => inTransaction(database, (client) => insertAudit(client, record)),
        onFailure: () => undefined,
      }),
      keys: trustedKeys(TEST_AUDIT_KEY, ""),
      ownCheckpoint: () => null,
    },
    runtimeSettings: createRuntimeSettings(database, runtimeDefaults(settings)),
    now,
    cursors: createCursorSigner(randomBytes(32)),
    cache: openAnswerCache({
      database,
      settings: () => ({ cacheTtlSeconds: 300, cacheEndpoints: {} }),
      now,
      generation: [randomBytes(8).toString("hex")],
    }),
    version: "0.0.0-test",
    environment: "development",
    maxRequestBytes: 10_485_760,
    notify: {
      box: createSecretBox(Buffer.alloc(32, "notify")),
      rule: addressRule({ networks: ["127.0.0.0/8"], hosts: [] }),
      allowsNetworks: true,
      hasMail: true,
      publicUrl: "https://kubecent.example.com",
    },
    makers: createMakerGrants(),
  };
}

/** A caller with an API token. */
export function callerWith(role: Role, scope: Scope = FULL_SCOPE): Caller {
  return callerOf({
    id: "token:1",
    name: "test",
    grants: [{ role, scope }],
    credential: { kind: "api-token", from: "test", id: "1", createdAt: 0, expiresAt: null },
  });
}

/** Calls procedures as a caller of a role, without HTTP in between. */
export function callAs(role: Role, services: ApiServices): ReturnType<typeof callerFactory> {
  return callWith(callerWith(role), services);
}

/** Calls procedures as a caller, without HTTP in between. */
export function callWith(
  caller: Caller,
  services: ApiServices,
  sentKey?: Context["sentKey"],
): ReturnType<typeof callerFactory> {
  return callerFactory({
    requestId: "test-request",
    clientAddress: "192.0.2.7",
    identity: { caller, refusal: null },
    services,
    sentKey,
  } satisfies Context);
}

/** Calls procedures as somebody without a token. */
export function callAsStranger(
  services: ApiServices,
  clientAddress = "192.0.2.9",
): ReturnType<typeof callerFactory> {
  const identity = { caller: null, refusal: "TOKEN_MISSING" } as const;
  return callerFactory({ requestId: "strange-request", clientAddress, identity, services } satisfies Context);
}

const callerFactory = createCallerFactory(appRouter);
