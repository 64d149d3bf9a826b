import { STATUS_CODES } from "node:http";
import { ERROR_CODES, type ErrorBody, type ErrorCode } from "@kubecent/shared";

const REQUEST_ID = "0b0ba2f2-6f6f-4a0d-9a39-6f8d8b0a7c55";

/** The schema of every refusal's body. */
export const ERROR_BODY_SCHEMA = {
  type: "object",
  required: ["error", "code", "message", "request_id"],
  properties: {
    error: { type: "string", description: "Short title." },
    code: { type: "string", enum: Object.keys(ERROR_CODES), description: "What to tell refusals apart by." },
    message: { type: "string", description: "What to do about it." },
    details: {
      type: "array",
      description: "Each field that was refused.",
      items: {
        type: "object",
        required: ["field", "message", "type"],
        properties: { field: { type: "string" }, message: { type: "string" }, type: { type: "string" } },
      },
    },
    error_id: { type: "string", description: "Finds the line in the service's log. On 500 only." },
    request_id: { type: "string" },
  },
};

/** A refusal as the documents show it. */
interface Example {
  readonly code: ErrorCode;
  readonly message: string;
  /** Of a request that never became one; that of the code where nothing is said. */
  readonly status?: number;
  readonly more?: Partial<ErrorBody>;
}

const DETAILS = [{ field: "naemspace", message: "unknown parameter", type: "unrecognized_keys" }];

/** One example for each status that procedures answer with. */
export const ERROR_EXAMPLES: readonly Example[] = [
  { code: "BAD_REQUEST", message: "The body is not JSON in UTF-8." },
  {
    code: "CONFLICT",
    message:
      "The settings are at version 4, and the change was made for version 3. Read them again, and change those.",
  },
  { code: "TOKEN_MISSING", message: "Send a token: Authorization: Bearer kc_…" },
  {
    code: "FORBIDDEN",
    message: "The role viewer does not grant audit:view. Ask an admin for one that does.",
  },
  { code: "NOT_FOUND", message: "There is nothing at this path." },
  { code: "METHOD_NOT_ALLOWED", message: "This path takes GET, HEAD, OPTIONS." },
  { code: "BAD_REQUEST", status: 408, message: "The request did not arrive in time." },
  { code: "REQUEST_TOO_LARGE", message: "A request body may have 10485760 bytes at most." },
  { code: "UNSUPPORTED_MEDIA_TYPE", message: "Send Content-Type: application/json." },
  { code: "VALIDATION_FAILED", message: "naemspace: unknown parameter", more: { details: DETAILS } },
  {
    code: "BAD_REQUEST",
    status: 431,
    message: "The headers are too long: 16 KB are accepted, the path among them.",
  },
  { code: "RATE_LIMITED", message: "The limit is 100 requests a minute. Try again in 12 s." },
  {
    code: "INTERNAL",
    message: "An unexpected error occurred",
    more: { error_id: "5c7b0e1e-9d6f-4f39-8a2e-1a0c6a7d2f11" },
  },
  { code: "DATABASE_UNAVAILABLE", message: "The database cannot be reached. Try again in a few seconds." },
  { code: "QUERY_TOO_EXPENSIVE", message: "The question took too long. Ask for a shorter window." },
];

/** The responses of OpenAPI's components, by the name that operations refer to. */
export function errorResponses(): Record<string, object> {
  return Object.fromEntries(ERROR_EXAMPLES.map((example) => [String(statusOf(example)), response(example)]));
}

/** The references of an operation to the responses that it may have. */
export function errorReferences(statuses: readonly number[]): Record<string, object> {
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${status}` }]),
  );
}

function statusOf({ code, status }: Example): number {
  return status ?? ERROR_CODES[code].status;
}

function response({ code, message, status, more }: Example): object {
  const example: ErrorBody = {
    error: ERROR_CODES[code].title,
    code,
    message,
    ...more,
    request_id: REQUEST_ID,
  };
  const schema = { $ref: "#/components/schemas/Error" };
  const description = status === undefined ? ERROR_CODES[code].title : (STATUS_CODES[status] ?? "");
  return { description, content: { "application/json": { schema, example } } };
}
