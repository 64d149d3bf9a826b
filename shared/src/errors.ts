interface ErrorFact {
  /** HTTP status; it lives here and nowhere else. */
  readonly status: number;
  /** The short text in the answer's `error` field. */
  readonly title: string;
}

/** Codes are a contract with the SDK: add freely, never rename. */
export const ERROR_CODES = {
  BAD_REQUEST: { status: 400, title: "Bad request" },
  TOKEN_MISSING: { status: 401, title: "Missing authentication token" },
  TOKEN_INVALID: { status: 401, title: "Invalid token" },
  FORBIDDEN: { status: 403, title: "Forbidden" },
  NOT_FOUND: { status: 404, title: "Not found" },
  METHOD_NOT_ALLOWED: { status: 405, title: "Method not allowed" },
  CONFLICT: { status: 409, title: "Conflict" },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: "Conflict" },
  REQUEST_TOO_LARGE: { status: 413, title: "Request entity too large" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported media type" },
  VALIDATION_FAILED: { status: 422, title: "Validation failed" },
  WINDOW_INVALID: { status: 422, title: "Validation failed" },
  CURSOR_INVALID: { status: 422, title: "Validation failed" },
  MIXED_CURRENCIES: { status: 422, title: "Mixed currencies" },
  TOO_MANY_ROWS: { status: 422, title: "Too many rows" },
  RESOLUTION_GONE: { status: 422, title: "Resolution gone" },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: "Idempotency key reused" },
  RATE_LIMITED: { status: 429, title: "Too many requests" },
  INTERNAL: { status: 500, title: "Internal server error" },
  OUTCOME_UNKNOWN: { status: 500, title: "Outcome unknown" },
  NOT_IMPLEMENTED: { status: 501, title: "Not implemented" },
  AUDIT_UNAVAILABLE: { status: 503, title: "Service unavailable" },
  DATABASE_UNAVAILABLE: { status: 503, title: "Service unavailable" },
  OVERLOADED: { status: 503, title: "Service unavailable" },
  AUTH_UNAVAILABLE: { status: 503, title: "Service unavailable" },
  STORAGE_FULL: { status: 503, title: "Service unavailable" },
  SHUTTING_DOWN: { status: 503, title: "Service unavailable" },
  QUERY_TOO_EXPENSIVE: { status: 504, title: "Query too expensive" },
} as const satisfies Record<string, ErrorFact>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One refused field of an input: where, why, and the kind of fault. */
export interface ErrorDetail {
  readonly field: string;
  readonly message: string;
  readonly type: string;
}

/** The body of every refused REST request; the same facts stand in tRPC's `error.data`. */
export interface ErrorBody {
  readonly error: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: readonly ErrorDetail[];
  /** Present on 500: finds the log line. */
  readonly error_id?: string;
  readonly request_id: string;
}

/** A refusal that a caller can act on. Its message and details are shown to the caller as they are. */
export class CostError extends Error {
  override readonly name = "CostError";
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  /** Seconds after which to try again, where waiting helps. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { details?: readonly ErrorDetail[]; retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** What anything that was thrown says of itself. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
