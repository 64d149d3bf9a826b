import * as z from "zod";
import { NameSchema } from "./text.ts";

/** A name, or the beginning of names: `shop` is that one, `shop-*` each that starts with `shop-`, `*` any. */
export type NamePattern = string;

/**
 * What somebody may see: a namespace of a cluster where `clusters` has the cluster, and `namespaces`, by that
 * cluster, the namespace. An empty list is nothing.
 */
export interface Scope {
  clusters: "all" | NamePattern[];
  /** "all", or by names of clusters: the namespaces there. */
  namespaces: "all" | Record<NamePattern, "all" | NamePattern[]>;
}

/** A scope as it is written: a list of namespaces stands for each of the clusters. What is left out is "all". */
export interface ScopeInput {
  clusters?: "all" | NamePattern[] | undefined;
  namespaces?: "all" | NamePattern[] | Record<NamePattern, "all" | NamePattern[]> | undefined;
}

const MAX_PATTERNS = 100;
/** Namespaces over all clusters: each request of its caller is judged by them. */
const MAX_NAMESPACE_PATTERNS = 1_000;

const PatternSchema = NameSchema.refine((text) => !text.slice(0, -1).includes("*"), {
  error: "may hold * at its end only",
});
const PatternsSchema = z.union([z.literal("all"), z.array(PatternSchema).max(MAX_PATTERNS)]);
const byCluster = z
  .record(PatternSchema, PatternsSchema)
  .refine((map) => Object.keys(map).length <= MAX_PATTERNS, {
    error: `may name ${MAX_PATTERNS} clusters at most`,
  });

/** A scope as answers and storage have it. */
export const ScopeSchema: z.ZodType<Scope> = z.strictObject({
  clusters: PatternsSchema,
  namespaces: z.union([z.literal("all"), byCluster]),
});

/** A scope as people and issuers write it; what comes out has the shape of `ScopeSchema`. */
export const ScopeInputSchema: z.ZodType<Scope, ScopeInput> = z
  .strictObject({
    clusters: PatternsSchema.default("all"),
    namespaces: z.union([PatternsSchema, byCluster]).default("all"),
  })
  .transform(({ clusters, namespaces }): Scope => {
    if (!Array.isArray(namespaces)) return { clusters, namespaces };
    const keys = clusters === "all" ? ["*"] : clusters;
    return { clusters, namespaces: Object.fromEntries(keys.map((key) => [key, namespaces])) };
  })
  .refine((scope) => countNamespaces(scope) <= MAX_NAMESPACE_PATTERNS, {
    path: ["namespaces"],
    error: `may hold ${MAX_NAMESPACE_PATTERNS} namespaces at most, over all clusters`,
  });

function countNamespaces({ namespaces }: Scope): number {
  if (namespaces === "all") return 0;
  return Object.values(namespaces).reduce((sum, names) => sum + (names === "all" ? 1 : names.length), 0);
}
