import * as z from "zod";

/** How a parameter's text becomes the value that its schema reads. */
export type ParameterKind =
  | { readonly kind: "text" | "number" | "boolean" }
  /** Values with commas between them. */
  | { readonly kind: "list"; readonly item: ParameterKind }
  /** `label.team=payments`: one parameter per name. */
  | { readonly kind: "record"; readonly value: ParameterKind };

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** The parameters of an input, by name. Schemas are only looked at: they stay as strict as they are. */
export function parametersOf(input: z.ZodType | undefined): ReadonlyMap<string, ParameterKind> {
  if (!input) return new Map();
  const object = unwrap(input);
  if (!(object instanceof z.ZodObject)) throw new Error("The input of a procedure must be an object");
  return new Map(Object.entries<unknown>(object.shape).map(([name, field]) => [name, kindOf(field)]));
}

/** The value that a text stands for; a text that stands for none stays as it is, and its schema refuses it. */
export function valueOf(text: string, parameter: ParameterKind): unknown {
  switch (parameter.kind) {
    case "text":
    case "record":
      return text;
    case "number":
      return DECIMAL.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "list":
      return text.split(",").map((item) => valueOf(item, parameter.item));
  }
}

function kindOf(field: unknown): ParameterKind {
  const schema = unwrap(field);
  if (schema instanceof z.ZodNumber) return { kind: "number" };
  if (schema instanceof z.ZodBoolean) return { kind: "boolean" };
  if (schema instanceof z.ZodArray) return { kind: "list", item: kindOf(schema.element) };
  if (schema instanceof z.ZodRecord) return { kind: "record", value: kindOf(schema.valueType) };
  if (schema instanceof z.ZodUnion) {
    // "One name or several": several can be written for both.
    const kinds = schema.options.map((option: unknown) => kindOf(option));
    return kinds.find(({ kind }) => kind === "list") ?? kinds[0] ?? { kind: "text" };
  }
  return { kind: "text" };
}

/** The schema inside of those that only add to it: that it may be missing, or what becomes of it. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodCatch;
  return isWrapper ? unwrap(schema.unwrap()) : schema;
}
