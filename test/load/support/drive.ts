import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import autocannon from "autocannon";
import { type Percentiles, percentilesOf } from "../../../bench/measure/percentiles.ts";
import type { MixedRequest } from "./request-mix.ts";

/** How much is sent. */
export interface Drive {
  readonly url: string;
  readonly callers: readonly (readonly MixedRequest[])[];
  /** Of all callers together; null sends as much as is answered. */
  readonly requestsPerSecond: number | null;
}

/** What became of requests. */
export interface Driven {
  readonly seconds: number;
  readonly answered: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: Percentiles;
  /** How often each kind of request got each status. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Statuses other than the right one, by kind; connections that broke; requests without an answer. */
  readonly errors: ReadonlyMap<string, number>;
  /** Requests that were answered with 503 and a time to try again, by the code that the answer names. */
  readonly putOff: ReadonlyMap<string, number>;
}

export interface Driving {
  stop(): Promise<Driven>;
}

/** A sender sends a second's share at once: many small ones that begin one after the other make a steady stream. */
const SENDERS = 20;
const SECOND_MS = 1_000;
const RUNS_AT_MOST_S = 7_200;
/** As long as the balancer waits for an answer: one that is late is slow, and no error. */
const ANSWERED_WITHIN_S = 30;

interface Counts {
  readonly durations: number[];
  readonly statuses: Map<string, number>;
  readonly errors: Map<string, number>;
  readonly putOff: Map<string, number>;
}

/** Sends requests for some seconds. */
export async function drive(load: Drive, seconds: number): Promise<Driven> {
  const driving = startDriving(load);
  await sleep(seconds * SECOND_MS);
  return driving.stop();
}

/** Sends requests until it is told to stop. */
export function startDriving(load: Drive): Driving {
  const counts: Counts = { durations: [], statuses: new Map(), errors: new Map(), putOff: new Map() };
  const startedAt = performance.now();
  const state = { stopped: false };
  const senders = Array.from({ length: SENDERS }, async (_, sender) => {
    await sleep((sender * SECOND_MS) / SENDERS);
    return state.stopped ? null : startSender(load, sender, counts);
  });
  return {
    stop: async () => {
      state.stopped = true;
      const seconds = (performance.now() - startedAt) / SECOND_MS;
      const answered = counts.durations.length;
      const latencyMs = percentilesOf(counts.durations);
      for (const sender of await Promise.all(senders)) await sender?.stop();
      const { statuses, errors, putOff } = counts;
      return {
        seconds,
        answered,
        requestsPerSecond: answered / seconds,
        latencyMs,
        statuses,
        errors,
        putOff,
      };
    },
  };
}

interface Sender {
  stop(): Promise<void>;
}

/** Connections of one sender: each sends ten requests a second at most, one after the other. */
function connectionsOf(rate: number | null): number {
  return rate === null ? 2 : Math.max(2, Math.ceil(rate / 10));
}

function startSender({ url, callers, requestsPerSecond }: Drive, sender: number, counts: Counts): Sender {
  const rate = requestsPerSecond === null ? null : Math.max(1, Math.round(requestsPerSecond / SENDERS));
  const connections = connectionsOf(rate);
  const { promise: done, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  let [connection, sent, answered] = [0, 0, 0];
  const instance = autocannon(
    {
      url,
      connections,
      duration: RUNS_AT_MOST_S,
      timeout: ANSWERED_WITHIN_S,
      // Its own latencies are corrected as if a request had been due every millisecond.
      ...(rate === null ? {} : { overallRate: rate, ignoreCoordinatedOmission: true }),
      setupClient: (client) => {
        const caller = callers[(sender + SENDERS * connection++) % callers.length] ?? [];
        // Its own count of what was sent takes a whole second's share for the first request.
        client.addListener("request", () => (sent += 1));
        const tags = new Map<string, string>();
        client.setRequests(caller.map((request) => counted(request, counts, tags)));
      },
    },
    (error: unknown, result: autocannon.Result) => (error ? reject(toError(error)) : resolve(result)),
  );
  instance.on("response", (_client, _status, _bytes, durationMs) => {
    answered += 1;
    counts.durations.push(durationMs);
  });
  return {
    stop: async () => {
      instance.stop();
      const { errors } = await done;
      add(counts.errors, "broken connection", errors);
      // Those under way at the end, one for each connection, are not waited for.
      add(counts.errors, "unanswered", Math.max(0, sent - answered - connections));
    },
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function counted(
  { kind, path, headers, statuses, revalidates = false }: MixedRequest,
  counts: Counts,
  tags: Map<string, string>,
): autocannon.Request {
  const withTag = (request: autocannon.Request): autocannon.Request => ({
    ...request,
    headers: { ...headers, "if-none-match": tags.get(path) ?? "" },
  });
  return {
    method: "GET",
    path,
    headers,
    ...(revalidates ? { setupRequest: withTag } : {}),
    onResponse: (status, body, _context, received) => {
      tags.set(path, received?.etag ?? "");
      add(counts.statuses, `${kind} ${status}`, 1);
      const saysWhen = received?.["retry-after"] !== undefined;
      const later = putOffCode(status, body);
      if (later !== null && (saysWhen || status === MULTI_STATUS)) add(counts.putOff, later, 1);
      else if (!statuses.includes(status) || (status === 429 && !saysWhen)) {
        add(counts.errors, `${kind} ${status} ${body.slice(0, 200)}`, 1);
      }
    },
  };
}

/** Status of a batch whose calls ended differently: each says for itself when to try again. */
const MULTI_STATUS = 207;
const BatchSchema = z.array(
  z.object({ error: z.object({ data: z.object({ httpStatus: z.number(), code: z.string() }) }).optional() }),
);

/** Why an answer, or all that failed of a batch, is to be asked for again later; null where it is not. */
function putOffCode(status: number, body: string): string | null {
  if (status === 503) return /"code":"(\w+)"/.exec(body)?.[1] ?? body;
  if (status !== MULTI_STATUS) return null;
  const failed = BatchSchema.parse(JSON.parse(body)).flatMap(({ error }) => error ?? []);
  return failed.every(({ data }) => data.httpStatus === 503) ? (failed[0]?.data.code ?? null) : null;
}

function add(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
}
