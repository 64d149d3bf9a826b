import * as fc from "fast-check";
import { STORED_WINDOW } from "../support/service.ts";
import { type JsonSchema, valuesOf } from "./json-schema-arbitrary.ts";

const DEEP = JSON.parse("[".repeat(30) + "]".repeat(30));

/** Values that have broken parsers, databases and terminals. All of them can be written as JSON. */
export const HOSTILE_VALUES = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    -1e-308,
    2 ** 53,
    2 ** 63,
    "",
    " ",
    "null",
    "NaN",
    "Infinity",
    "-0",
    "1e999",
    "0x10",
    "\u0000",
    "\ud800",
    "\udfff\ud800",
    "\u202eshop",
    "\ufeffshop",
    "\u2028",
    "Ω≈ç√∫",
    "a\u0301".repeat(200),
    "🏴‍☠️".repeat(40),
    "A".repeat(100_000),
    "'; drop table container_hour; --",
    'x"} or vector(1)#',
    "${7*7}{{7*7}}",
    "../../../../etc/passwd",
    "=cmd|'/c calc'!A0",
    "<script>alert(1)</script>",
    "%s%n%x",
    "infinity",
    "9999-12-31T23:59:59.999999999Z",
    "0000-01-01T00:00:00Z",
    "+275760-09-13T00:00:00Z",
    "2026-11-17T00:00:60Z",
    [],
    {},
    [[]],
    [null],
    Array.from({ length: 5_000 }, () => "a"),
    DEEP,
    { toString: "x", valueOf: 1, constructor: { prototype: {} }, hasOwnProperty: null },
    { toJSON: 2, length: -1 },
    { $ne: null, $where: "sleep(1)" },
  ),
  fc
    .constant("prototype")
    .map((): unknown => JSON.parse('{"__proto__":{"isAdmin":true},"a":{"__proto__":[]}}')),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.jsonValue({ maxDepth: 4 }),
);

/** Inputs as a schema has them, inputs with one field gone wrong, and inputs that are nothing of the kind. */
export function inputsFor(schema: JsonSchema): fc.Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {});
  const some = fc.subarray(names, { maxLength: Math.min(4, names.length) });
  const sound = fc.oneof(
    valuesOf(schema),
    fc
      .tuple(valuesOf(schema), some)
      .map(([input, kept]) => withStoredWindow(input, [...kept, ...(schema.required ?? [])])),
  );
  if (names.length === 0) return fc.oneof(sound, HOSTILE_VALUES);
  const anyName = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom("__proto__", "constructor", "isAdmin", ""),
  );
  const bent = fc
    .tuple(sound, anyName, HOSTILE_VALUES)
    .map(([input, name, value]) => withField(input, name, value));
  return fc.oneof(
    { arbitrary: sound, weight: 3 },
    { arbitrary: bent, weight: 5 },
    { arbitrary: HOSTILE_VALUES, weight: 1 },
  );
}

const ABOUT_TIME = new Set(["window", "start", "end", "beforeWindow", "beforeStart", "beforeEnd", "cursor"]);

/** Some fields of an input, asked about hours that are stored: instants that are drawn apart are mostly refused. */
function withStoredWindow(input: unknown, kept: readonly string[]): unknown {
  if (typeof input !== "object" || input === null) return input;
  const fields = Object.entries(input).filter(([name]) => kept.includes(name) && !ABOUT_TIME.has(name));
  const isAboutTime = kept.some((name) => ABOUT_TIME.has(name));
  return Object.fromEntries([...fields, ...(isAboutTime ? Object.entries(STORED_WINDOW) : [])]);
}

/** An own property, whatever its name. */
function withField(input: unknown, name: string, value: unknown): unknown {
  const copy = typeof input === "object" && input !== null ? { ...input } : {};
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** An input as parameters of REST: lists by comma, records by name, whatever else as it prints. */
export function asQuery(input: unknown): string {
  if (typeof input !== "object" || input === null)
    return new URLSearchParams({ input: String(input) }).toString();
  const pairs = Object.entries(input).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (typeof value !== "object" || value === null) return [[name, String(value)]];
    if (Array.isArray(value)) return [[name, value.map(asText).join(",")]];
    return Object.entries(value).map(([key, each]) => [`${name}.${key}`, asText(each)]);
  });
  // As much as a request line takes; never the half of an encoded byte.
  return new URLSearchParams(pairs).toString().slice(0, 12_000).replace(/%.?$/, "");
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
