import { cleanSigned, cleanText } from "./clean-text.ts";
import { LOG_FIELDS, SIGNED_FIELDS } from "./log-fields.ts";

const LONGEST_TEXT = 1_000;
const LONGEST_LIST = 50;
const DEEPEST = 4;
/** Whatever is called so is not for the log, wherever it comes from. */
const HIDDEN_NAME = /authorization|cookie|password|secret|^token$|api[-_]?key/i;

/**
 * What of a value may be logged: plain values, and lists and objects of them. An instance of a class, such as a
 * request, is left out whole: nobody knows what it holds.
 */
export function cleanField(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cleanText(value, LONGEST_TEXT);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return cleanField(errorFields(value), depth);
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
  if (depth >= DEEPEST) return "…";
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map((item) => cleanField(item, depth + 1));
  return isPlain(value) ? cleanFields(value, depth + 1) : undefined;
}

/** The fields of a log line: those that are listed, cleaned, and the names of the others. */
export function lineFields(fields: object): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  const unlisted: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (LOG_FIELDS.has(name)) line[name] = lineField(name, value);
    else unlisted.push(cleanText(name, 100));
  }
  if (unlisted.length > 0) line["unlisted"] = unlisted;
  return line;
}

function lineField(name: string, value: unknown): unknown {
  if (SIGNED_FIELDS.has(name) && typeof value === "string") return cleanSigned(value);
  return HIDDEN_NAME.test(name) ? "…" : cleanField(value);
}

/** What of an object's fields may be written. */
function cleanFields(fields: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, LONGEST_LIST);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      cleanText(name, 100),
      HIDDEN_NAME.test(name) ? "…" : cleanField(value, depth),
    ]),
  );
}

/** What is logged of an error: never its other properties, where drivers keep connections and values. */
export function errorFields(error: unknown): { error_type: string; error: string; stack: string[] } {
  if (!(error instanceof Error)) return { error_type: typeof error, error: String(error), stack: [] };
  const stack = (error.stack ?? "").split("\n").slice(1);
  return { error_type: error.name, error: error.message, stack: stack.map((line) => line.trim()) };
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
