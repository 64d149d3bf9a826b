import { randomBytes } from "node:crypto";
import type pg from "pg";
import { createCursorSigner } from "../../server/src/api/cursor.ts";
import type { ApiServices, Context } from "../../server/src/api/context.ts";
import { appRouter } from "../../server/src/api/router.ts";
import { createCallerFactory } from "../../server/src/api/trpc.ts";
import { type Caller, callerOf } from "../../server/src/auth/caller.ts";
import { openAnswerCache } from "../../server/src/cache/open-answer-cache.ts";
import { createPool } from "../../server/src/store/pool.ts";
import { FULL_SCOPE, type Instant, type Role, type Scope } from "@kubecent/shared";

/** A pool on a test's own database. */
export function createTestPool(connectionString: string): pg.Pool {
  return createPool({
    connectionString,
    max: 4,
    connectTimeoutMs: 5_000,
    queryTimeoutMs: 20_000,
    onError: () => undefined,
  });
}

/** What procedures need, on a test's pool and clock. */
export function createTestServices(pool: pg.Pool, now: () => Instant): ApiServices {
  return {
    pool,
    primary: pool,
    now,
    cursors: createCursorSigner(randomBytes(32)),
    cache: openAnswerCache({
      pool,
      readPool: pool,
      timesToLive: { defaultSeconds: 300, secondsByPath: {} },
      now,
      generation: [randomBytes(8).toString("hex")],
    }),
    version: "0.0.0-test",
    environment: "development",
    limits: { requestsPerMinute: 100, requestBytes: 10_485_760 },
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
export function callWith(caller: Caller, services: ApiServices): ReturnType<typeof callerFactory> {
  return callerFactory({
    requestId: "test-request",
    identity: { caller, refusal: null },
    services,
  } satisfies Context);
}

const callerFactory = createCallerFactory(appRouter);
