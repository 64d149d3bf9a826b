import * as z from "zod";

const NodeSchema = z.looseObject({
  type: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minLength: z.number().optional(),
  minItems: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});
type Node = z.output<typeof NodeSchema>;

/** Helm's patterns are those of Go: they know no lookahead, and write characters by number in another way. */
const OTHER_THAN_GO = /\(\?[!=<]|\\[upP]/;

/** A schema without the patterns that helm cannot read; the service refuses what they would have. */
export function withHelmPatterns(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((part: unknown) => withHelmPatterns(part));
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema).filter(
    ([key, part]) => !(key === "pattern" && typeof part === "string" && OTHER_THAN_GO.test(part)),
  );
  return Object.fromEntries(parts.map(([key, part]) => [key, withHelmPatterns(part)]));
}

/**
 * Helm takes a value away that is null, as in `tolerations:` with nothing behind it. Where nothing is what an empty value
 * is too, the schema does not ask for it; a switch, a number or a whole section must be there.
 */
export function withoutEmptyRequired(schema: unknown): Record<string, unknown> {
  const node = NodeSchema.parse(schema);
  if (node.properties === undefined) return node;
  const properties = Object.entries(node.properties).map(
    ([name, part]) => [name, withoutEmptyRequired(part)] as const,
  );
  const isNeeded = (name: string): boolean => !mayBeEmpty(NodeSchema.parse(node.properties?.[name] ?? {}));
  const required = (node.required ?? []).filter(isNeeded);
  return { ...node, properties: Object.fromEntries(properties), required };
}

function mayBeEmpty(node: Node): boolean {
  if (node.type === "array") return (node.minItems ?? 0) === 0;
  if (node.type === "object") return node.properties === undefined;
  if (node.type !== "string" || node.enum !== undefined) return false;
  return (node.minLength ?? 0) === 0 && new RegExp(node.pattern ?? "").test("");
}
