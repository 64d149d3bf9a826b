import type { IncomingMessage } from "node:http";
import type { Identity } from "../../auth/caller.ts";
import type { Log } from "../../log/logger.ts";
import { traceIdOf } from "./trace-id.ts";

/** What the edge knows of a request while it passes through. */
export interface RequestState {
  readonly id: string;
  /** As it was sent: HEAD is handled as GET. */
  readonly method: string;
  /** Path without the query, as it was sent. */
  readonly path: string;
  /** Carries the request's id, and the id of the trace that it is part of. */
  readonly log: Log;
  /** The program that asks, as it names itself; null where it does not, or not so that a log can hold it. */
  readonly client: string | null;
  /** The route's template, once a route has matched; metrics count by it. */
  route: string | undefined;
  identity: Identity;
  /** The body, parsed; undefined where there was none. */
  body: unknown;
}

const states = new WeakMap<IncomingMessage, RequestState>();

/** Begins the state of a request. */
export function beginState(request: IncomingMessage, id: string, log: Log): RequestState {
  let own: Log | undefined;
  const traceId = traceIdOf(request.headersDistinct.traceparent ?? []);
  const state: RequestState = {
    id,
    method: request.method ?? "",
    path: pathOf(request.url ?? ""),
    // Most requests have nothing to tell but the line that each of them gets.
    get log() {
      own ??= log.child({ request_id: id, ...(traceId && { trace_id: traceId }) });
      return own;
    },
    client: clientOf(request),
    route: undefined,
    identity: { caller: null, refusal: "TOKEN_MISSING" },
    body: undefined,
  };
  states.set(request, state);
  return state;
}

const CLIENT = /^[A-Za-z0-9._/ +-]{1,64}$/;

/** What X-Kubecent-Client says, such as `kubecent-sdk/1.2.0`. */
export function clientOf({ headers }: IncomingMessage): string | null {
  const client = headers["x-kubecent-client"];
  return typeof client === "string" && CLIENT.test(client) ? client : null;
}

/** The state of a request that has entered the app. */
export function stateOf(request: IncomingMessage): RequestState {
  const state = states.get(request);
  if (!state) throw new Error("This request did not come in through the app");
  return state;
}

/** Where tRPC stands; its clients read refusals in tRPC's own envelope. */
export const TRPC_PATH = "/api/trpc";

/** Whether the request is one of tRPC's. */
export function isTrpc({ path }: RequestState): boolean {
  return path === TRPC_PATH || path.startsWith(`${TRPC_PATH}/`);
}

/** The path of a request's target, without the query. */
export function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? url;
}
