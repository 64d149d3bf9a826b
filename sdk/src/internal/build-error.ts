import { KubeCentError, type KubeCentErrorFacts } from "../errors.ts";
import type { HeadersLike } from "../options.ts";
import { isRecord, readRefusal } from "./refusal.ts";
import { readRequestId, readRetryAfterMs } from "./response-headers.ts";

/** An answer as it came: the body is read as text first, so that the status is never lost. */
export interface RawAnswer {
  readonly url: string;
  readonly ok: boolean;
  readonly status: number;
  readonly headers: HeadersLike;
  readonly text: string;
}

const SHOWN_CHARACTERS = 200;

/** The error for an answer that is not the one asked for: a refusal by the service, or somebody else's words. */
export function errorOfAnswer(answer: RawAnswer, body: unknown, attempts: number): KubeCentError {
  const refusal = readRefusal(body);
  const facts: KubeCentErrorFacts = {
    kind: refusal ? "api" : "protocol",
    attempts,
    status: answer.status,
    requestId: readRequestId(answer.headers) ?? refusal?.requestId,
    retryAfterMs: readRetryAfterMs(answer.headers, Date.now()),
    ...(refusal && {
      code: refusal.code,
      errorId: refusal.errorId,
      details: refusal.details,
      envelope: refusal.envelope,
    }),
  };
  return new KubeCentError(refusal?.message ?? strangerMessage(answer), facts);
}

/** The error for a request that was not answered: no such host, refused, cut off half-way. */
export function connectionError(url: string, cause: unknown, attempts: number): KubeCentError {
  const reason = reasonOf(cause);
  return new KubeCentError(`Could not reach ${withoutQuery(url)}: ${reason}`, {
    kind: "connection",
    attempts,
    cause: asError(cause),
  });
}

/** The error for an attempt that took too long. */
export function timeoutError(timeoutMs: number, attempts: number): KubeCentError {
  return new KubeCentError(`No answer within ${timeoutMs} ms`, { kind: "timeout", attempts });
}

/** The error for a call that the caller gave up. */
export function abortedError(reason: unknown, attempts: number): KubeCentError {
  return new KubeCentError("The call was aborted", { kind: "aborted", attempts, cause: asError(reason) });
}

function strangerMessage({ status, headers, text, url }: RawAnswer): string {
  const type = headers.get("content-type") ?? "no content type";
  const start = text.slice(0, SHOWN_CHARACTERS).replaceAll(/\s+/g, " ").trim();
  return `Unexpected answer ${status} (${type}) from ${withoutQuery(url)}: ${start || "empty"}`;
}

/** Node says only "fetch failed" and hides the reason, such as ECONNREFUSED, in the cause. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner: unknown = cause.cause;
  if (!isRecord(inner)) return cause.message;
  const detail = inner["code"] ?? inner["message"];
  return typeof detail === "string" ? `${cause.message} (${detail})` : cause.message;
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

function withoutQuery(url: string): string {
  return url.split("?", 1)[0] ?? url;
}
