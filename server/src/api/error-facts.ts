import { randomUUID } from "node:crypto";
import { CostError, ERROR_CODES, type ErrorCode, type ErrorDetail } from "@kubecent/shared";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { validationError } from "./validation-error.ts";

/** All that a caller is told about a refusal, whichever way they came. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  readonly status: number;
  /** The code's short title. */
  readonly error: string;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  /** Finds the log line of a fault of ours; nothing else of it leaves the server. */
  readonly errorId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

type TrpcCode = TRPCError["code"];

const TRPC_CODES: Readonly<Record<number, TrpcCode>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  501: "NOT_IMPLEMENTED",
  503: "SERVICE_UNAVAILABLE",
  504: "GATEWAY_TIMEOUT",
};

/** What tRPC itself refuses, before or around our procedures. */
const OUR_CODES: Partial<Record<TrpcCode, ErrorCode>> = {
  PARSE_ERROR: "BAD_REQUEST",
  BAD_REQUEST: "BAD_REQUEST",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_SUPPORTED: "METHOD_NOT_ALLOWED",
  PAYLOAD_TOO_LARGE: "REQUEST_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  TOO_MANY_REQUESTS: "RATE_LIMITED",
};

/** Texts for what tRPC refuses: its own repeat what the caller sent. */
const OUR_TEXTS: Partial<Record<ErrorCode, string>> = {
  BAD_REQUEST: "The request could not be read.",
  NOT_FOUND: "There is no such procedure.",
  METHOD_NOT_ALLOWED: "Queries take GET, mutations POST.",
  REQUEST_TOO_LARGE: "The request body is larger than the server accepts.",
  UNSUPPORTED_MEDIA_TYPE: "Send application/json.",
};

const errorIds = new WeakMap<object, string>();

/** Wraps a refusal of ours so that tRPC keeps its status. */
export function trpcError(error: CostError): TRPCError {
  const code = TRPC_CODES[ERROR_CODES[error.code].status] ?? "INTERNAL_SERVER_ERROR";
  return new TRPCError({ code, message: error.message, cause: error });
}

/** The facts of any error. What is not a refusal of ours or of the input becomes a bare 500 with an id. */
export function errorFacts(error: unknown): ErrorFacts {
  const cause = error instanceof TRPCError ? error.cause : error;
  if (cause instanceof CostError) return factsOf(cause);
  // Only a BAD_REQUEST is about the input: a ZodError of an output is a fault of ours.
  if (error instanceof TRPCError && error.code === "BAD_REQUEST" && cause instanceof ZodError) {
    return factsOf(validationError(cause));
  }
  const code = error instanceof TRPCError ? OUR_CODES[error.code] : undefined;
  if (code) return factsOf(new CostError(code, OUR_TEXTS[code] ?? ERROR_CODES[code].title));
  return { ...factsOf(new CostError("INTERNAL", "An unexpected error occurred")), errorId: errorIdOf(error) };
}

function factsOf(error: CostError): ErrorFacts {
  const { status, title } = ERROR_CODES[error.code];
  return {
    code: error.code,
    status,
    error: title,
    message: error.message,
    details: error.details,
    errorId: undefined,
    retryAfterSeconds: error.retryAfterSeconds,
  };
}

/** One id for one error, however often it is asked: the answer's and the log line's are the same. */
function errorIdOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return randomUUID();
  const id = errorIds.get(error) ?? randomUUID();
  errorIds.set(error, id);
  return id;
}
