import { type Permission, PERMISSIONS } from "@kubecent/shared";
import type { AnyRouter } from "@trpc/server";
import * as z from "zod";

/** Where REST stands. */
export const REST_PATH = "/api/v1";

/** Who may ask for a procedure. */
export interface AccessRule {
  readonly permission: Permission;
  /** Whether it answers those who may see a part only, by that part. */
  readonly servesScoped: boolean;
}

/** What a mutation is called in audit records. */
export interface AuditedAction {
  /** Such as SETTINGS_CHANGED. */
  readonly action: string;
  readonly resourceType: string;
}

/** A procedure as its calls see it. */
export interface CalledProcedure {
  /** Such as `cost.namespaces`. */
  readonly name: string;
  readonly type: "query" | "mutation";
  /** Who may call it; undefined where anybody may. */
  readonly access: AccessRule | undefined;
  /** What its change is called in audit records. */
  readonly audit?: AuditedAction | undefined;
  /** Whether its answers may be kept; they are dear enough then to be made by few at a time. */
  readonly isCached: boolean;
}

/** What procedures do: an input that has been read, and an answer that has not been looked at yet. */
export type Resolve = (options: { readonly ctx: object; readonly input: unknown }) => unknown;

/** A procedure as REST, files, the documentation and tests see it. */
export interface Procedure extends CalledProcedure {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below /api/v1, such as `/cost/namespaces`; parameters of a path stand in braces. */
  readonly path: string;
  /** The whole path: times to live are set by it, and metrics count by it. */
  readonly route: string;
  readonly summary: string;
  readonly input: z.ZodType | undefined;
  readonly output: z.ZodType | undefined;
  readonly resolve: Resolve;
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
    audit: z.object({ action: z.string(), resourceType: z.string() }).optional(),
  }),
  inputs: z.array(SchemaSchema).max(1),
  output: SchemaSchema.optional(),
  resolver: z.custom<Resolve>((value) => typeof value === "function"),
});

/** The inside of a procedure, which is a function; tRPC's own type for it says nothing. */
const ProcedureSchema = z
  .custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value)
  .transform(({ _def: definition }) => definition)
  .pipe(DefinitionSchema);

/** Every procedure of a router, in order of its path in REST. Throws where one lacks its place there. */
export function proceduresOf({ _def: { procedures } }: AnyRouter): Procedure[] {
  const all = Object.entries<unknown>(procedures).map(([name, procedure]) => describe(name, procedure));
  return all.toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}

function describe(name: string, procedure: unknown): Procedure {
  const result = ProcedureSchema.safeParse(procedure);
  if (!result.success) {
    const needs = "it needs meta.rest, and one schema for its input at most";
    throw new Error(`${name} cannot stand in REST: ${needs}`, { cause: result.error });
  }
  const { type, meta, inputs, output, resolver } = result.data;
  const called = calledProcedure(name, type, meta);
  const route = REST_PATH + meta.rest.path;
  return { ...called, ...meta.rest, route, input: inputs[0], output, resolve: resolver };
}

interface CalledMeta {
  readonly permission?: Permission | undefined;
  readonly servesScoped?: boolean;
  readonly audit?: AuditedAction | undefined;
}

/** What calls of a procedure need to know of it, by its `meta`. */
export function calledProcedure(
  name: string,
  type: CalledProcedure["type"],
  meta: CalledMeta = {},
): CalledProcedure {
  const { permission, servesScoped = false, audit } = meta;
  return { name, type, access: permission && { permission, servesScoped }, audit, isCached: isCached(name) };
}

/** A path with a parameter comes after those without, which it would also match. */
function orderOf({ path, method }: Procedure): string {
  return `${path.replaceAll("{", "~")} ${method}`;
}

/**
 * Procedures whose answers are kept: those that say which version of the data they were made from, and depend on
 * nothing beside it but their input, where their window lies, and what the caller may see. A new procedure is not
 * kept until it stands here. `clusters.status` tells of work in progress, `audit.list` must miss nothing,
 * `system.info` is about its caller, and lists of clusters and prices are as cheap as a look into the table.
 */
const CACHED_PROCEDURES: ReadonlySet<string> = new Set([
  "cost.allocation",
  "cost.assets",
  "cost.cluster",
  "cost.compare",
  "cost.explain",
  "cost.explainAssets",
  "cost.forecast",
  "cost.labels",
  "cost.namespaces",
  "cost.nodes",
  "cost.pods",
  "cost.reconcile",
  "cost.timeseries",
  "cost.workloads",
  "metrics.nodes",
  "metrics.pods",
  "recommendations.list",
  "recommendations.savings",
  "recommendations.summary",
]);

/** Whether the answers of this procedure are kept. */
export function isCached(procedure: string): boolean {
  return CACHED_PROCEDURES.has(procedure);
}
