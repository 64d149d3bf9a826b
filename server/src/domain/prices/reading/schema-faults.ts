import type * as z from "zod";
import { typeInWords } from "../../schema-words.ts";

const LONGEST_SHOWN = 60;

/** What a schema says of a value that it refuses, as what was found and what was wanted. */
export const foundAndWanted: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "unrecognized_keys") {
    return `found ${issue.keys.join(", ")}, which nothing reads; wanted none but the names in docs/prices.md`;
  }
  return `found ${shown(issue.input)}, wanted ${wantedBy(issue)}`;
};

function wantedBy(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "invalid_type") return typeInWords(issue.expected);
  if (issue.code === "invalid_value") return issue.values.map(String).join(", ");
  if (issue.code === "invalid_union") return "one of node, volume, loadBalancer, network, fee";
  if (issue.code === "too_small") return `at least ${issue.minimum}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  return "another value: docs/prices.md says which";
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return JSON.stringify(typeof value === "string" ? value.slice(0, LONGEST_SHOWN) : value);
}

/** All that a schema says, each with its place. */
export function schemaFaults(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.map(String).join(".") || "the book"}: ${message}`);
}
