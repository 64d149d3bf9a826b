import {
  formatInstant,
  HealthAnswerSchema,
  InfoAnswerSchema,
  MAX_PAGE_ROWS,
  PERMISSIONS,
} from "@kubecent/shared";
import { type Credential, permissionsOf } from "../auth/caller.ts";
import { publicProcedure, scopedProcedureFor } from "./trpc.ts";

const health = publicProcedure
  .meta({ rest: { method: "GET", path: "/health", summary: "Whether the service is up" } })
  .output(HealthAnswerSchema)
  .query(({ ctx }) => ({ status: "ok", version: ctx.services.version }));

const info = scopedProcedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/info", summary: "Who you are to the service, and what that allows" },
  })
  .output(InfoAnswerSchema)
  .query(({ ctx: { caller, services } }) => ({
    version: services.version,
    environment: services.environment,
    caller: caller.name,
    role: caller.role,
    permissions: permissionsOf(caller, PERMISSIONS),
    scope: caller.scope,
    grants: [...caller.grants],
    token: ownToken(caller.credential),
    limits: {
      requestsPerMinute: services.runtimeSettings.current().rateLimitRequestsPerMinute,
      requestBytes: services.maxRequestBytes,
      pageRows: MAX_PAGE_ROWS,
    },
  }));

/** The code of a link is granted nothing, so it never comes here. */
function ownToken({ kind: credentialKind, from, id, createdAt, expiresAt }: Credential) {
  const kind = credentialKind === "jwt" ? "jwt" : "api-token";
  return {
    kind,
    from,
    id,
    createdAt: formatInstant(createdAt),
    expiresAt: expiresAt === null ? null : formatInstant(expiresAt),
  };
}

/** The procedures `system.…`. */
export const system = { health, info };
