import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Request, RequestHandler } from "express";
import type { Identity } from "../../auth/caller.ts";
import type { Log } from "../../log/logger.ts";

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

const SAFE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Gives every request an id; a caller's own is kept where it can do no harm in a log. */
export function requestId(log: Log): RequestHandler {
  return (req, res, next) => {
    const { id } = beginState(req, ownRequestId(req) ?? randomUUID(), log);
    res.setHeader("X-Request-Id", id);
    next();
  };
}

/** The id that a caller has given to a request, if it is a safe one. */
export function ownRequestId({ headersDistinct }: IncomingMessage): string | undefined {
  const given = headersDistinct["x-request-id"] ?? [];
  return given.length === 1 && SAFE_ID.test(given[0] ?? "") ? given[0] : undefined;
}

/** W3C Trace Context: version, trace id, parent id, flags; what a later version adds comes after them. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The trace that a request says it is part of; undefined where its `traceparent` is not a sound one. */
export function traceIdOf(headers: readonly string[]): string | undefined {
  const [, version, traceId = "", parentId = "", , more] = TRACEPARENT.exec(headers[0] ?? "") ?? [];
  const isSound =
    headers.length === 1 &&
    version !== undefined &&
    version !== "ff" &&
    (version !== "00" || more === undefined);
  return isSound && /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(parentId) ? traceId : undefined;
}

/** The caller's address. What a trusted proxy says is checked too: Express takes any text for an address. */
export function clientAddress(req: Request): string {
  const { ip } = req;
  return ip !== undefined && isIP(ip) !== 0 ? ip : (req.socket.remoteAddress ?? "unknown");
}

/** Whether the request announces a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || declaredBytes(headers) > 0;
}

/** What the request says its body measures; 0 where it does not say. */
export function declaredBytes(headers: IncomingMessage["headers"]): number {
  return Number(headers["content-length"] ?? 0);
}

/** The query of a request as it was sent, without the question mark. */
export function queryTextOf({ url = "" }: IncomingMessage): string {
  const start = url.indexOf("?");
  return start < 0 ? "" : url.slice(start + 1);
}
