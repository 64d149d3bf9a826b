import * as z from "zod";

/** A JSON Schema, as OpenAPI 3.1 takes it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The schema of what goes in. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return withoutDialect(z.toJSONSchema(schema, { io: "input", override: dropDatePattern }));
}

/** The schema of what comes out. Clients are to accept fields that a later version adds. */
export function outputSchema(schema: z.ZodType): JsonSchema {
  return withoutDialect(
    z.toJSONSchema(schema, {
      io: "output",
      override(context) {
        dropDatePattern(context);
        if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
      },
    }),
  );
}

/** The format says it; the pattern beside it is 250 characters long. */
function dropDatePattern({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.format === "date-time" || jsonSchema.format === "date") delete jsonSchema.pattern;
}

/** OpenAPI names the dialect once for the whole document. */
function withoutDialect(schema: JsonSchema): JsonSchema {
  const { ...plain } = schema;
  delete plain.$schema;
  return plain;
}
