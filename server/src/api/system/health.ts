import { HealthAnswerSchema } from "@kubecent/shared";
import { publicProcedure } from "../trpc.ts";

export const health = publicProcedure
  .meta({ rest: { method: "GET", path: "/health", summary: "Whether the service is up" } })
  .output(HealthAnswerSchema)
  .query(({ ctx }) => ({ status: "ok", version: ctx.services.version }));
