import { FULL_SCOPE, MINUTE_MS, type Role, type Scope } from "@kubecent/shared";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { createCursorSigner } from "../../../server/src/api/cursor.ts";
import { type Caller, callerOf, type Grant } from "../../../server/src/auth/caller.ts";
import { openAnswerCache } from "../../../server/src/cache/open-answer-cache.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { createTestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Edge, type Reply, startEdge } from "../../unit/http/edge.ts";
import { storeActions } from "./scoped-actions.ts";
import { storeFoundAlerts } from "./scoped-alerts.ts";
import { storeSurrounded, type Surroundings, WORLD_END } from "./scoped-worlds.ts";

const NOW = WORLD_END + 30 * MINUTE_MS;
const CURSOR_KEY = Buffer.alloc(32, "cursors");

/** Who asks: a token of the test's own, which says what is granted. */
export type Grants = readonly Grant[];
export const ADMIN: Grants = [{ role: "admin", scope: FULL_SCOPE }];

/** What a role grants over a scope, and nothing beside it. */
export function grantsOver(scope: Scope, role: Role = "viewer"): Grants {
  return [{ role, scope }];
}

/** A service over a world, through its real edge. Two of them differ in their data alone: keys and clocks are the same. */
export interface ScopedService {
  readonly database: Database;
  readonly edge: Edge;
  /** Asks; `heldTag` is the tag of an answer that the caller says to have already. */
  ask(path: string, grants: Grants, heldTag?: string): Promise<Reply>;
  /** Forgets all answers. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a service over the world with these surroundings; with `hasActions` also over what there is to do about it. */
export async function startScopedService(
  surroundings: Surroundings,
  { hasActions = false } = {},
): Promise<ScopedService> {
  const database = await createTestDatabase();
  await storeSurrounded(database, surroundings);
  const settings = readSettings({
    ENVIRONMENT: "development",
    RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000",
  });
  const services = createTestServices(database, () => NOW, settings);
  if (hasActions) await storeActions(services, surroundings);
  await storeFoundAlerts(services, surroundings);
  const cache = openAnswerCache({
    database,
    settings: () => ({ cacheTtlSeconds: 300, cacheEndpoints: {} }),
    now: () => NOW,
    generation: ["scoped"],
  });
  const edge = await startEdge({
    env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000", EXPORTS_PER_HOUR: "1000000" },
    database,
    services: { ...services, cache, cursors: createCursorSigner(CURSOR_KEY) },
    identify: ([authorization = ""]) =>
      Promise.resolve({ caller: callerOfToken(authorization), refusal: null }),
  });
  return {
    database,
    edge,
    ask: (path, grants, heldTag) =>
      edge.ask(path, {
        token: tokenOf(grants),
        headers: {
          "x-request-id": "the-same-request",
          ...(heldTag !== undefined && { "if-none-match": heldTag }),
        },
      }),
    forget: () => cache.clear(),
    close: async () => {
      await edge.close();
      await database.drop();
    },
  };
}

function tokenOf(grants: Grants): string {
  return Buffer.from(JSON.stringify(grants)).toString("base64url");
}

function callerOfToken(authorization: string): Caller {
  const text = Buffer.from(authorization.slice("Bearer ".length), "base64url").toString();
  const grants: Grant[] = JSON.parse(text);
  return callerOf({
    id: "token:1",
    name: "test",
    grants,
    credential: { kind: "api-token", from: "test", id: "1", createdAt: 0, expiresAt: null },
  });
}

/** What a caller can see of a reply: all but the date and when the limit's window ends. */
export function visible({ status, headers, text }: Reply): unknown {
  const told = Object.entries(headers).filter(([name]) => !IN_TIME.has(name));
  return { status, headers: Object.fromEntries(told), text };
}

const IN_TIME = new Set(["date", "ratelimit", "x-ratelimit-reset", "x-ratelimit-remaining"]);
