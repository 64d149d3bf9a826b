import type { Instant } from "@kubecent/shared";
import Bottleneck from "bottleneck";
import pRetry from "p-retry";
import type { Connection } from "../transport/connection.ts";
import { readBody } from "../transport/read-body.ts";
import { SourceError } from "../source-error.ts";
import { explainFailure, refusal, timedOut } from "./explain-failure.ts";
import { parseAnswer, type QueryAnswer } from "./parse-answer.ts";

/** No answer may be longer; the largest shard at 15 seconds is about 40 MB. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const RETRIES = 3;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

export interface QueryClientOptions {
  readonly timeoutMs: number;
  readonly maxConcurrent: number;
  /** How long to wait before the first retry; each further one waits twice as long. */
  readonly firstWaitMs?: number;
}

/** A question to Prometheus; `family` says in plain words what is asked, for messages. */
export interface Question {
  readonly family: string;
  readonly expression: string;
}

export interface QueryClient {
  /** Evaluates an expression at one moment, now by the server's clock if none is given; a range selector answers with the raw samples. */
  instant(question: Question & { time?: Instant }, signal: AbortSignal): Promise<QueryAnswer>;
  /** Evaluates an expression at every step from start to end, both included. */
  range(
    question: Question & { start: Instant; end: Instant; stepMs: number },
    signal: AbortSignal,
  ): Promise<QueryAnswer>;
}

/** Asks with a bounded number of queries in flight; tries again where that may help. Throws SourceError. */
export function createQueryClient(connection: Connection, options: QueryClientOptions): QueryClient {
  const limiter = new Bottleneck({ maxConcurrent: options.maxConcurrent });
  const asker = { connection, options };
  const ask = (family: string, path: string, form: Record<string, string>, signal: AbortSignal) =>
    pRetry(() => limiter.schedule(() => attempt(asker, { family, path, form }, signal)), {
      retries: RETRIES,
      minTimeout: options.firstWaitMs ?? FIRST_WAIT_MS,
      maxTimeout: LONGEST_WAIT_MS,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => error instanceof SourceError && error.isTransient,
    });
  return {
    instant: ({ family, expression, time }, signal) =>
      ask(
        family,
        "/api/v1/query",
        { query: expression, ...(time !== undefined && { time: seconds(time) }) },
        signal,
      ),
    range: ({ family, expression, start, end, stepMs }, signal) => {
      const steps = { start: seconds(start), end: seconds(end), step: seconds(stepMs) };
      return ask(family, "/api/v1/query_range", { query: expression, ...steps }, signal);
    },
  };
}

interface Asker {
  readonly connection: Connection;
  readonly options: QueryClientOptions;
}

interface Request {
  readonly family: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

async function attempt(asker: Asker, request: Request, signal: AbortSignal): Promise<QueryAnswer> {
  signal.throwIfAborted();
  const { timeoutMs } = asker.options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const form = new URLSearchParams({
    ...request.form,
    timeout: seconds(timeoutMs),
    // Thanos and its like then fail rather than leave out what a store did not answer.
    partial_response: "false",
  });
  try {
    const answer = await asker.connection.post(request.path, form, AbortSignal.any([signal, timeout]));
    const text = await readBody(answer.body, MAX_ANSWER_BYTES);
    if (answer.status !== 200) throw refusal(answer, text);

    return parseAnswer(text);
  } catch (cause) {
    signal.throwIfAborted();
    const reason = timeout.aborted ? timedOut(timeoutMs) : cause;
    throw explainFailure(reason, request.family, asker.connection);
  }
}

function seconds(durationMs: number): string {
  return String(durationMs / 1000);
}
