import { CostError, CostWithIdleQuerySchema } from "@kubecent/shared";
import type { AnyRouter } from "@trpc/server";
import * as z from "zod";
import { procedureFor, router } from "../../../server/src/api/trpc.ts";

const rest = (method: "GET" | "POST" | "DELETE", path: `/${string}`) => ({
  rest: { method, path, summary: "A sample" },
});

/** What a leaky library would say. */
export const INSIDE = "connect ECONNREFUSED 10.0.0.5 postgresql://kubecent:hunter2@db/kubecent";

const echo = procedureFor("cost:view")
  .meta(rest("GET", "/echo"))
  .input(CostWithIdleQuerySchema)
  .output(z.unknown())
  .query(({ input }) => input);

const kinds = procedureFor("cost:view")
  .meta(rest("GET", "/kinds/{id}"))
  .input(
    z.strictObject({
      id: z.int(),
      ratio: z.number().optional(),
      deep: z.boolean().default(false),
      sizes: z.array(z.int()).optional(),
      word: z.enum(["a", "b"]).optional(),
    }),
  )
  .output(z.unknown())
  .query(({ input }) => input);

const create = procedureFor("cost:view")
  .meta(rest("POST", "/things"))
  .input(z.strictObject({ name: z.string(), size: z.number().optional() }))
  .output(z.unknown())
  .mutation(({ input }) => input);

const remove = procedureFor("access:edit")
  .meta(rest("DELETE", "/things/{name}"))
  .input(z.strictObject({ name: z.string() }))
  .output(z.unknown())
  .mutation(({ input }) => input);

const faulty = procedureFor("cost:view")
  .meta(rest("GET", "/faulty"))
  .output(z.unknown())
  .query(() => {
    throw new RangeError(INSIDE);
  });

const misfit = procedureFor("cost:view")
  .meta(rest("GET", "/misfit"))
  .output(z.object({ secretColumn: z.number() }))
  .query(() => ({ secretColumn: Number("no number") }));

const busy = procedureFor("cost:view")
  .meta(rest("GET", "/busy"))
  .output(z.unknown())
  .query(() => {
    throw new CostError("DATABASE_UNAVAILABLE", "Try later.", { retryAfterSeconds: 0.2 });
  });

/** Procedures of every kind, beside which the edge can be tried without a database. */
export const sampleRouter: AnyRouter = router({
  sample: { echo, kinds, create, remove, faulty, misfit, busy },
});
