import type * as z from "zod";

const LONGEST_SHOWN = 60;

/** What a schema says of a value that it refuses, as what was found and what was wanted. */
export const foundAndWanted: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "unrecognized_keys") {
    return `found ${issue.keys.join(", ")}, which nothing reads; wanted none but the names in docs/prices.md`;
  }
  return `found ${shown(issue.input)}, wanted ${wantedBy(issue)}`;
};

function wantedBy(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return NAMES_OF_TYPES.get(String(issue.expected)) ?? String(issue.expected);
    case "invalid_value":
      return Array.isArray(issue.values) ? issue.values.map(String).join(", ") : "another value";
    case "too_small":
      return `at least ${String(issue.minimum)}`;
    case "too_big":
      return `at most ${String(issue.maximum)}`;
    case "invalid_union":
      return "one of node, volume, loadBalancer, network, fee";
    default:
      return "another value: docs/prices.md says which";
  }
}

const NAMES_OF_TYPES = new Map([
  ["object", "an object"],
  ["array", "a list"],
  ["string", "a text"],
  ["number", "a number"],
  ["boolean", "true or false"],
]);

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return JSON.stringify(String(value).slice(0, LONGEST_SHOWN));
}

/** All that a schema says, each with its place. */
export function schemaFaults(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.map(String).join(".") || "the book"}: ${message}`);
}
