import Bottleneck from "bottleneck";
import pRetry from "p-retry";
import { z } from "zod";
import { errorMessage } from "@kubecent/shared";
import { quote, SourceError } from "../source-error.ts";
import type { Connection } from "./source-connection.ts";
import { type HttpAnswer, readBody } from "./http-exchange.ts";

const RETRIES = 3;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

export interface AskerOptions {
  /** How long one attempt may take. */
  readonly timeoutMs: number;
  /** Attempts in flight at a time. */
  readonly maxConcurrent: number;
  /** No answer may be longer. */
  readonly maxAnswerBytes: number;
  /** How long to wait before the first retry; each further one waits twice as long. */
  readonly firstWaitMs?: number;
}

/** A question: what is asked for, in plain words for messages, how to send it, and how to read the answer. */
export interface Asked<Answer> {
  readonly what: string;
  readonly send: (connection: Connection, signal: AbortSignal) => Promise<HttpAnswer>;
  readonly read: (text: string) => Answer;
}

/** Asks one question. Throws SourceError, or what the caller aborted with. */
export type Ask = <Answer>(asked: Asked<Answer>, signal: AbortSignal) => Promise<Answer>;

/** Asks with a bounded number of questions in flight; tries again where that may help. */
export function createAsker(connection: Connection, options: AskerOptions): Ask {
  const limiter = new Bottleneck({ maxConcurrent: options.maxConcurrent });
  return (asked, signal) =>
    pRetry(() => limiter.schedule(() => attempt(connection, { ...options, ...asked }, signal)), {
      retries: RETRIES,
      minTimeout: options.firstWaitMs ?? FIRST_WAIT_MS,
      maxTimeout: LONGEST_WAIT_MS,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => error instanceof SourceError && error.isTransient,
    });
}

async function attempt<Answer>(
  connection: Connection,
  { timeoutMs, maxAnswerBytes, what, send, read }: AskerOptions & Asked<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await send(connection, AbortSignal.any([signal, timeout]));
    const text = await readBody(answer.body, maxAnswerBytes);
    if (answer.status !== 200) throw refusal(answer, text);

    return read(text);
  } catch (cause) {
    signal.throwIfAborted();
    const reason = timeout.aborted ? timedOut(timeoutMs) : cause;
    throw explainFailure(reason, what, connection);
  }
}

/** Prometheus tells its reason as `error`, OpenCost as `message`. */
const faultSchema = z
  .union([z.object({ error: z.string() }), z.object({ message: z.string() })])
  .transform((fault) => ("error" in fault ? fault.error : fault.message));

/** What an answer of another status than 200 means, and what to do about it. */
function refusal({ status, contentType }: HttpAnswer, text: string): SourceError {
  if (status >= 300 && status < 400) {
    return new SourceError(`it answered ${status}, a redirect, which is not followed: set the final address`);
  }
  const reason = reasonIn(text, contentType) ?? `a body of type "${contentType}"`;
  const isTooLarge = TOO_LARGE_STATUS.has(status) || TOO_LARGE.test(reason);
  const isTransient = !isTooLarge && (status >= 500 || status === 429);
  return new SourceError(`it answered ${status} (${quote(reason)})${remedy(status)}`, {
    isTransient,
    isTooLarge,
  });
}

const TOO_LARGE_STATUS: ReadonlySet<number> = new Set([413, 414]);

/**
 * How servers say that a question selects or says too much, whatever the status: Prometheus (query.max-samples),
 * VictoriaMetrics (search.max…), Mimir and Cortex (err-mimir-max-…), Thanos (limits of series and samples).
 */
const TOO_LARGE =
  /too long query|too many (?:samples|series|points|time ?series)|query processing would load|search\.max\w+|err-mimir-max-|exceed(?:s|ed|ing)?\b.{0,60}\b(?:limit|maximum)|limit\b.{0,40}\bexceeded|not enough memory for processing/i;

/** The server took too long; asking again at once would only add to its load. */
function timedOut(timeoutMs: number): SourceError {
  return new SourceError(`no answer within ${timeoutMs} ms: raise the timeout, or look at the server's load`);
}

/** Says what was asked of whom; what is not explained yet is a fault of the connection, worth another try. */
function explainFailure(cause: unknown, what: string, connection: Connection): SourceError {
  const isExplained = cause instanceof SourceError;
  const reason = isExplained ? cause.message : connectionFault(cause);
  const isTransient = isExplained ? cause.isTransient : true;
  const isTooLarge = isExplained && cause.isTooLarge;
  const message = `${connection.server.product} at ${connection.printedUrl} was asked for ${what}: ${reason}`;
  return new SourceError(connection.redact(message), { cause, isTransient, isTooLarge });
}

function reasonIn(text: string, contentType: string): string | undefined {
  if (contentType.startsWith("text/plain") && text.trim() !== "") return text.trim();
  try {
    return faultSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // A proxy's page of HTML, for one.
    return undefined;
  }
}

function remedy(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return ": check the bearer token file and the headers";
    case 404:
      return ": check the path in the URL";
    case 422:
      return ": the server refused to evaluate it; its query limits may be too low";
    default:
      return "";
  }
}

function connectionFault(cause: unknown): string {
  const innermost = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const text = errorMessage(innermost);
  return `the connection failed (${quote(text)}): check the address and whether the server is up`;
}
