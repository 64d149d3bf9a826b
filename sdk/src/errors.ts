import type { ErrorCode, ErrorDetail } from "@kubecent/shared";
import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@kubecent/server/router";

/**
 * What went wrong: `api`, the service refused; `connection`, it was not reached; `timeout`, an attempt took too
 * long; `aborted`, the caller's signal; `protocol`, something else answered, such as a proxy.
 */
export type KubeCentErrorKind = "api" | "connection" | "timeout" | "aborted" | "protocol";

/** Codes of refusals. A newer service may know more of them than this version does. */
export type KubeCentErrorCode = ErrorCode | (string & Record<never, never>);

/** What an error is made of. */
export interface KubeCentErrorFacts {
  kind: KubeCentErrorKind;
  attempts: number;
  status?: number | undefined;
  code?: KubeCentErrorCode | undefined;
  requestId?: string | undefined;
  errorId?: string | undefined;
  details?: readonly ErrorDetail[] | undefined;
  retryAfterMs?: number | undefined;
  cause?: Error | undefined;
  envelope?: ErrorEnvelope | undefined;
}

type ErrorEnvelope = NonNullable<
  NonNullable<ConstructorParameters<typeof TRPCClientError<AppRouter>>[1]>["result"]
>;

/** The error that every call rejects with, whatever went wrong. */
export class KubeCentError extends TRPCClientError<AppRouter> {
  readonly kind: KubeCentErrorKind;
  /** HTTP status; undefined where nothing was answered. */
  readonly status: number | undefined;
  /** Why the service refused; undefined unless `kind` is `api`. */
  readonly code: KubeCentErrorCode | undefined;
  /** Finds the request in the service's log. */
  readonly requestId: string | undefined;
  /** Finds the fault in the service's log; on 500 only. */
  readonly errorId: string | undefined;
  /** The refused fields of the input; empty where it was not the input. */
  readonly details: readonly ErrorDetail[];
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Requests that were sent or tried. */
  readonly attempts: number;

  constructor(message: string, facts: KubeCentErrorFacts) {
    super(message, {
      ...(facts.cause && { cause: facts.cause }),
      ...(facts.envelope && { result: facts.envelope }),
    });
    // The base class sets its own prototype, which would hide this one from `instanceof`.
    Object.setPrototypeOf(this, new.target.prototype);
    this.name = "KubeCentError";
    this.kind = facts.kind;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.errorId = facts.errorId;
    this.details = facts.details ?? [];
    this.retryAfterMs = facts.retryAfterMs;
    this.attempts = facts.attempts;
  }

  /** Goes by the name, so that it also knows errors of another copy of this package, or of another window. */
  static is(error: unknown): error is KubeCentError {
    return Object(error).name === "KubeCentError";
  }
}
