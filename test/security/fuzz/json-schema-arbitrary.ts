import * as fc from "fast-check";
import * as z from "zod";

/** What of JSON Schema zod writes for inputs; whatever else appears is generated as any JSON. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const MOST_ITEMS = 4;
const MOST_CHARACTERS = 300;

/** The input of a procedure as JSON Schema. */
export function schemaOf(input: z.ZodType | undefined): JsonSchema {
  if (!input) return { type: "object", properties: {} };
  const json: JsonSchema = JSON.parse(
    JSON.stringify(z.toJSONSchema(input, { io: "input", unrepresentable: "any" })),
  );
  return json;
}

/** Values that a schema describes. Refinements that JSON Schema cannot say may still refuse some of them. */
export function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return fc.oneof(...variants.map(valuesOf));
  switch (schema.type) {
    case "object":
      return objectsOf(schema);
    case "array":
      return fc.array(schema.items ? valuesOf(schema.items) : fc.jsonValue(), {
        minLength: Math.min(schema.minItems ?? 0, MOST_ITEMS),
        maxLength: Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS),
      });
    case "string":
      return textsOf(schema);
    case "integer":
      return fc.integer({
        min: schema.minimum ?? -1_000,
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case "boolean":
      return fc.boolean();
    case undefined:
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectsOf({ properties = {}, required = [], additionalProperties, propertyNames }: JsonSchema) {
  const known = Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, BY_NAME[name] ?? valuesOf(each)]),
  );
  const requiredKeys = required.filter((name) => name in known);
  const fixed = fc.record(known, { requiredKeys });
  if (typeof additionalProperties !== "object") return fixed;
  const names = propertyNames ? textsOf(propertyNames) : fc.string({ maxLength: 20 });
  const free = fc.dictionary(names, valuesOf(additionalProperties), { maxKeys: 3 });
  return fc.tuple(fixed, free).map(([left, right]) => ({ ...right, ...left }));
}

const INSTANTS = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const NAMES = fc.constantFrom(
  "prod",
  "staging",
  "shop",
  "kube-system",
  "node-1",
  "dns-1",
  "Deployment",
  "%",
  "O'Brien",
);
/** What JSON Schema cannot say of a field. */
const BY_NAME: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  timeZone: fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/New_York",
  ),
};

function textsOf({
  format,
  pattern,
  minLength = 0,
  maxLength = MOST_CHARACTERS,
}: JsonSchema): fc.Arbitrary<string> {
  if (format === "date-time") return INSTANTS;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { maxLength: 60 });
  const sized = fc.string({
    unit: "grapheme",
    minLength: Math.min(minLength, MOST_CHARACTERS),
    maxLength: Math.min(maxLength, MOST_CHARACTERS),
  });
  return fc.oneof({ arbitrary: NAMES, weight: 4 }, { arbitrary: sized, weight: 1 });
}
