import { CostError, type ErrorDetail } from "@kubecent/shared";
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

type Parameters = ReadonlyMap<string, ParameterKind>;

const LONGEST_NAME = 100;
const MOST_DETAILS = 20;

/** Reads a query string into an input; throws where a parameter is unknown, comes twice, or is badly encoded. */
export function readQuery(query: string, parameters: Parameters): Record<string, unknown> {
  const pairs = pairsOf(query);
  const faults = pairs.flatMap(([name], index) => faultOf(pairs, index, isKnown(name, parameters)) ?? []);
  if (faults.length > 0) throw refusedParameters(faults);

  const input = new Map<string, unknown>();
  for (const [name, text] of pairs) put(input, parameters, { name, text });
  // Own properties, whatever their name: a schema must get to see `__proto__` to refuse it.
  return Object.fromEntries(input);
}

type Pair = readonly [name: string, text: string];

function pairsOf(query: string): Pair[] {
  const parts = query.split("&").filter((part) => part !== "");
  return parts.map((part) => {
    const [name = "", ...rest] = part.split("=");
    return [decode(name), decode(rest.join("="))];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new CostError("BAD_REQUEST", "The query is not well encoded: a percent sign is written %25.", {
      cause,
    });
  }
}

function isKnown(name: string, parameters: Parameters): boolean {
  const parameter = parameters.get(name);
  if (parameter) return parameter.kind !== "record";
  const { record, key } = splitName(name);
  return parameters.get(record)?.kind === "record" && key !== "__proto__";
}

function splitName(name: string): { record: string; key: string } {
  const [record = "", ...rest] = name.split(".");
  return { record, key: rest.join(".") };
}

function faultOf(pairs: readonly Pair[], index: number, known: boolean): ErrorDetail | undefined {
  const name = pairs[index]?.[0] ?? "";
  const isFirst = pairs.findIndex(([other]) => other === name) === index;
  if (!known) return isFirst ? unknownParameter(name) : undefined;
  if (isFirst) return undefined;
  const message = "given more than once: write several values with commas";
  return { field: name, message, type: "repeated_parameter" };
}

/** The refusal of a parameter that nobody reads. */
export function unknownParameter(name: string): ErrorDetail {
  return { field: name.slice(0, LONGEST_NAME), message: "unknown parameter", type: "unrecognized_keys" };
}

/** The refusal of a request for some of its parameters. */
export function refusedParameters(details: readonly ErrorDetail[]): CostError {
  const shown = details.slice(0, MOST_DETAILS);
  const summary = shown.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return new CostError("VALIDATION_FAILED", summary, { details: shown });
}

function put(
  input: Map<string, unknown>,
  parameters: Parameters,
  { name, text }: { name: string; text: string },
): void {
  const parameter = parameters.get(name);
  if (parameter) return void input.set(name, valueOf(text, parameter));

  const { record, key } = splitName(name);
  const group = parameters.get(record);
  if (group?.kind !== "record") return;
  const before = input.get(record);
  input.set(record, { ...(typeof before === "object" && before), [key]: valueOf(text, group.value) });
}
