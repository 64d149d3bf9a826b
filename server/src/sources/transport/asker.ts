import Bottleneck from "bottleneck";
import pRetry from "p-retry";
import { SourceError } from "../source-error.ts";
import type { Connection } from "./source-connection.ts";
import { explainFailure, refusal, timedOut } from "./explain-failure.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { readBody } from "./answer-body.ts";

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
    pRetry(() => limiter.schedule(() => attempt(connection, options, asked, signal)), {
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
  { timeoutMs, maxAnswerBytes }: AskerOptions,
  { what, send, read }: Asked<Answer>,
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
