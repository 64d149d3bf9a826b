import { InfoAnswerSchema, MAX_PAGE_ROWS, ROLE_PERMISSIONS } from "@kubecent/shared";
import { procedureFor } from "../trpc.ts";

export const info = procedureFor("cost:view")
  .meta({
    rest: { method: "GET", path: "/info", summary: "Who you are to the service, and what that allows" },
  })
  .output(InfoAnswerSchema)
  .query(({ ctx: { caller, services } }) => ({
    version: services.version,
    environment: services.environment,
    caller: caller.name,
    role: caller.role,
    permissions: [...ROLE_PERMISSIONS[caller.role]],
    scope: { clusters: null, namespaces: null },
    limits: {
      ...services.limits,
      requestsPerMinute: services.runtimeSettings.current().rateLimitRequestsPerMinute,
      pageRows: MAX_PAGE_ROWS,
    },
  }));
