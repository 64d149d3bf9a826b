import { CostError, type ErrorDetail } from "@kubecent/shared";
import type { ZodError } from "zod";
import { faultOf, type Issue } from "./wanted.ts";

const MAX_DETAILS = 20;
/** Names that callers made up come back in answers and logs: no longer than this. */
const MAX_FIELD_CHARACTERS = 200;

/** Turns what a schema refused into a refusal that names each field: twenty of them at most. */
export function validationError(error: ZodError): CostError {
  const details = detailsOf(error.issues).slice(0, MAX_DETAILS);
  const summary = details.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ");
  return new CostError("VALIDATION_FAILED", summary, { details, cause: error });
}

function detailsOf(issues: readonly Issue[], above: readonly string[] = []): ErrorDetail[] {
  return issues.slice(0, MAX_DETAILS).flatMap((issue) => {
    const path = [...above, ...issue.path.map(String)];
    if (issue.code === "unrecognized_keys") return unknownKeys(issue.keys, path);
    if (issue.code === "invalid_union") return detailsOfUnion(issue, path);
    return [{ field: fieldOf(path), message: messageOf(issue), type: issue.code }];
  });
}

function unknownKeys(keys: readonly string[], path: readonly string[]): ErrorDetail[] {
  return keys.slice(0, MAX_DETAILS).map((key) => ({
    field: fieldOf([...path, key]),
    message: "unknown parameter",
    type: "unrecognized_keys",
  }));
}

/** What is wrong by the one way of writing it that the caller seems to have chosen: the one whose type fits. */
function detailsOfUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: readonly string[],
): ErrorDetail[] {
  const chosen = issue.errors.find((ways) => !ways.some(isWrongAtOnce));
  if (chosen) return detailsOf(chosen, path);
  return [{ field: fieldOf(path), message: faultOf(issue), type: issue.code }];
}

function isWrongAtOnce(issue: Issue): boolean {
  const { code, path } = issue;
  const isOther = code === "invalid_format" && issue.format === "template_literal";
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value" || isOther);
}

function messageOf(issue: Issue): string {
  // What is wrong with the key of a record stands one level below.
  const [ofKey] = issue.code === "invalid_key" ? issue.issues : [];
  return faultOf(ofKey ?? issue);
}

function fieldOf(path: readonly string[]): string {
  const field = path.join(".");
  return field.length > MAX_FIELD_CHARACTERS
    ? `${field.slice(0, MAX_FIELD_CHARACTERS).toWellFormed()}…`
    : field;
}
