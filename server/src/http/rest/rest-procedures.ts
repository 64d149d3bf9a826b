import { PERMISSIONS } from "@kubecent/shared";
import type { AnyRouter } from "@trpc/server";
import * as z from "zod";
import type { AccessRule } from "../../api/admission.ts";

/** A procedure as REST, its documentation and its tests see it. */
export interface RestProcedure {
  /** Such as `cost.namespaces`. */
  readonly name: string;
  readonly type: "query" | "mutation";
  readonly method: "GET" | "POST" | "DELETE";
  /** Below /api/v1, such as `/cost/namespaces`; parameters of a path stand in braces. */
  readonly path: string;
  readonly summary: string;
  /** Who may call it; undefined where anybody may. */
  readonly access: AccessRule | undefined;
  readonly input: z.ZodType | undefined;
  readonly output: z.ZodType | undefined;
}

const SchemaSchema = z.custom<z.ZodType>((value) => value instanceof z.ZodType);

const DefinitionSchema = z.object({
  type: z.enum(["query", "mutation"]),
  meta: z.object({
    rest: z.object({
      method: z.enum(["GET", "POST", "DELETE"]),
      path: z.string().regex(/^\/[A-Za-z0-9/{}-]+$/),
      summary: z.string(),
    }),
    permission: z.enum(PERMISSIONS).optional(),
    servesScoped: z.boolean().default(false),
  }),
  inputs: z.array(SchemaSchema).max(1),
  output: SchemaSchema.optional(),
});

/** The inside of a procedure, which is a function; tRPC's own type for it says nothing. */
const ProcedureSchema = z
  .custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value)
  .transform(({ _def: definition }) => definition)
  .pipe(DefinitionSchema);

/** The procedures of a router, by their full names. */
export function proceduresOf({ _def: { procedures } }: AnyRouter): ReadonlyMap<string, unknown> {
  return new Map(Object.entries<unknown>(procedures));
}

/** Every procedure as REST, in order of its path. Throws where one lacks its place there. */
export function restProcedures(router: AnyRouter): RestProcedure[] {
  const procedures = [...proceduresOf(router)].map(([name, procedure]) => describe(name, procedure));
  return procedures.toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}

function describe(name: string, procedure: unknown): RestProcedure {
  const result = ProcedureSchema.safeParse(procedure);
  if (!result.success) {
    const needs = "it needs meta.rest, and one schema for its input at most";
    throw new Error(`${name} cannot stand in REST: ${needs}`, { cause: result.error });
  }
  const { type, meta, inputs, output } = result.data;
  const { permission, servesScoped } = meta;
  const access = permission && { permission, servesScoped };
  return { name, type, ...meta.rest, access, input: inputs[0], output };
}

/** A path with a parameter comes after those without, which it would also match. */
function orderOf({ path, method }: RestProcedure): string {
  return `${path.replaceAll("{", "~")} ${method}`;
}
