import type { AnswerWithResponse } from "../client.ts";
import { KubeCentError } from "../errors.ts";
import type { CallOptions, KubeCentResponse } from "../options.ts";
import { abortedError, connectionError, errorOfAnswer, type RawAnswer, timeoutError } from "./build-error.ts";
import { type Deadline, withDeadline } from "./deadline.ts";
import { type HttpRequest, type Operation, requestHeaders } from "./http-request.ts";
import { isRecord } from "./refusal.ts";
import { readRateLimit, readRequestId } from "./response-headers.ts";
import type { Patience, Settings } from "./settings.ts";
import { askToken } from "./token.ts";

/** What is the same on every attempt of a call. */
export interface Plan {
  readonly operation: Operation;
  readonly settings: Settings;
  readonly options: CallOptions;
  readonly patience: Patience;
  readonly request: HttpRequest;
  readonly idempotencyKey: string | undefined;
}

/** The first, second, … time that a call is sent. */
export interface Attempt {
  readonly plan: Plan;
  readonly number: number;
}

/** Sends a call once. What the caller's own functions throw goes through as it is. */
export async function tryOnce(attempt: Attempt): Promise<AnswerWithResponse<unknown> | KubeCentError> {
  try {
    const raw = await withDeadline(deadlineOf(attempt), (signal) => exchange(attempt, signal));
    const body = parseJson(raw.text);
    if (!(raw.ok && isRecord(body) && isRecord(body["result"])))
      return errorOfAnswer(raw, body, attempt.number);
    return { answer: body["result"]["data"], response: responseOf(raw, attempt) };
  } catch (error) {
    if (error instanceof KubeCentError) return error;
    throw error;
  }
}

/** What ends an attempt, or the wait after it. */
export function deadlineOf({ plan, number }: Attempt): Deadline {
  const { timeoutMs } = plan.patience;
  return {
    timeoutMs,
    signal: plan.options.signal,
    timedOut: () => timeoutError(timeoutMs, number),
    aborted: (reason) => abortedError(reason, number),
  };
}

async function exchange(attempt: Attempt, signal: AbortSignal): Promise<RawAnswer> {
  const { plan, number } = attempt;
  const { operation, settings, request } = plan;
  const startedAt = performance.now();
  const token = await askToken(settings.token);
  // The token may have come too late; nobody waits for an answer then.
  signal.throwIfAborted();
  settings.onRequest?.({ path: operation.path, method: request.method, url: request.url, attempt: number });

  const raw = await fetchText(attempt, { token, signal });
  const durationMs = performance.now() - startedAt;
  settings.onResponse?.({ ...responseOf(raw, attempt), path: operation.path, durationMs });
  return raw;
}

function responseOf({ status, headers }: RawAnswer, { number }: Attempt): KubeCentResponse {
  return {
    status,
    requestId: readRequestId(headers),
    rateLimit: readRateLimit(headers),
    isReplay: headers.get("idempotency-replayed") === "true",
    headers,
    attempts: number,
  };
}

async function fetchText(
  { plan, number }: Attempt,
  { token, signal }: { token: string; signal: AbortSignal },
): Promise<RawAnswer> {
  const { url, method, body } = plan.request;
  const headers = requestHeaders(plan.request, plan.settings, {
    token,
    idempotencyKey: plan.idempotencyKey,
    headers: plan.options.headers,
  });
  try {
    const response = await plan.settings.fetch(url, {
      method,
      headers,
      signal,
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return { url, ok: response.ok, status: response.status, headers: response.headers, text };
  } catch (cause) {
    throw connectionError(url, cause, number);
  }
}

/** Undefined where the text is not JSON, as a proxy's page is not. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
