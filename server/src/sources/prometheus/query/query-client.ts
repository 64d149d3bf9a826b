import type { Instant } from "@kubecent/shared";
import { createAsker } from "../../transport/asker.ts";
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type ServerName,
} from "../../transport/source-connection.ts";
import { parseAnswer, type QueryAnswer } from "./parse-answer.ts";

/** What the server is called in messages. */
export const PROMETHEUS: ServerName = { product: "Prometheus", exampleUrl: "http://prometheus:9090" };

/** No answer may be longer; the largest shard at 15 seconds is about 40 MB. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

interface QueryClientOptions {
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

/** One query: where it goes, and its parameters. */
interface Asking extends Readonly<Record<string, string>> {
  readonly family: string;
  readonly path: string;
}

/** Asks with a bounded number of queries in flight; tries again where that may help. Throws SourceError. */
export function createQueryClient(connection: Connection, options: QueryClientOptions): QueryClient {
  const asker = createAsker(connection, { ...options, maxAnswerBytes: MAX_ANSWER_BYTES });
  const ask = ({ family, path, ...parameters }: Asking, signal: AbortSignal) => {
    const form = new URLSearchParams({
      ...parameters,
      timeout: seconds(options.timeoutMs),
      // Thanos and its like then fail rather than leave out what a store did not answer.
      partial_response: "false",
    });
    const send = (to: Connection, within: AbortSignal) => to.post(path, form, within);
    return asker({ what: family, send, read: parseAnswer }, signal);
  };
  return {
    instant: ({ family, expression, time }, signal) =>
      ask(
        {
          family,
          path: "/api/v1/query",
          query: expression,
          ...(time !== undefined && { time: seconds(time) }),
        },
        signal,
      ),
    range: ({ family, expression, start, end, stepMs }, signal) => {
      const steps = { start: seconds(start), end: seconds(end), step: seconds(stepMs) };
      return ask({ family, path: "/api/v1/query_range", query: expression, ...steps }, signal);
    },
  };
}

function seconds(durationMs: number): string {
  return String(durationMs / 1000);
}

const TIMEOUT_MS = 30_000;
const MAX_CONCURRENT = 4;

export interface ClientOptions extends ConnectionOptions {
  /** How long one query may take; 30 s unless given. */
  readonly timeoutMs?: number;
  /** Queries in flight at a time; 4 unless given. */
  readonly maxConcurrent?: number;
}

/** What asks a Prometheus, as the settings of a source say. */
export function createClient(options: ClientOptions): QueryClient {
  const { timeoutMs = TIMEOUT_MS, maxConcurrent = MAX_CONCURRENT } = options;
  return createQueryClient(createConnection(options, PROMETHEUS), { timeoutMs, maxConcurrent });
}
