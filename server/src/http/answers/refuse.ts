import { CostError, type ErrorBody } from "@kubecent/shared";
import { TRPCError } from "@trpc/server";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { errorFacts, type ErrorFacts } from "../../api/error-facts.ts";
import { errorFields } from "../../log/clean-fields.ts";
import type { Log } from "../../log/logger.ts";
import { closeAfter, hasMuchToCome, sendAndCut } from "../connection/close-connection.ts";
import { declaredBytes, isTrpc, type RequestState, stateOf } from "../request/request-state.ts";
import { trpcRefusal } from "../trpc/trpc-envelope.ts";
import { JSON_TYPE } from "./send-answer.ts";

/** What a refusal needs beside its error. */
export interface RefusalExtras extends RefusalFacts {
  /** Methods that the path takes, for METHOD_NOT_ALLOWED. */
  readonly allow?: readonly string[];
  /** Whether the connection is closed after the answer. */
  readonly closes?: boolean;
}

/** Answers a request with an error, and logs that once. Every refusal outside of tRPC goes out here. */
export function refuse(res: Response, error: unknown, extras: RefusalExtras = {}): void {
  const { req } = res;
  const facts = errorFacts(error);
  const { log, path } = stateOf(req);
  const sent = { size: declaredBytes(req.headers), contentType: req.headers["content-type"] };
  logRefusal(log, { error, facts, path, ...sent, ...extras });
  if (extras.allow) res.setHeader("Allow", extras.allow.join(", "));
  sendRefusal(req, res, { facts, closes: extras.closes ?? false });
}

/** Facts that only some refusals have, for the log. */
export interface RefusalFacts {
  /** REQUEST_TOO_LARGE: bytes that were announced, or counted until then. */
  readonly size?: number;
  /** UNSUPPORTED_MEDIA_TYPE: what was sent instead. */
  readonly contentType?: string | undefined;
  /** RATE_LIMITED: whose requests are counted, and how many there were. */
  readonly clientId?: string;
  readonly requests?: number;
}

/** A refusal as the log hears of it. */
export interface Refusal extends RefusalFacts {
  readonly error: unknown;
  readonly facts: ErrorFacts;
  readonly path: string;
}

/** Writes one event for a refusal. */
export function logRefusal(log: Log, refusal: Refusal): void {
  const write = WRITERS[refusal.facts.code] ?? logApplicationError;
  write(log, refusal);
}

type Writer = (log: Log, refusal: Refusal) => void;

const logInvalid: Writer = (log, { path, facts }) => {
  log.warn("validation_error", { path, errors: facts.details });
};

/** Refusals with an event of their own; the others are application errors. */
const WRITERS: Partial<Record<ErrorFacts["code"], Writer>> = {
  TOKEN_MISSING: (log, { path }) => log.warn("request.no_token", { path }),
  TOKEN_INVALID: (log, { path, facts }) =>
    log.warn("request.authentication_failed", { path, error: facts.code }),
  REQUEST_TOO_LARGE: (log, { size, path }) => log.warn("request.too_large", { size, path }),
  UNSUPPORTED_MEDIA_TYPE: (log, { contentType = "", path }) =>
    log.warn("request.invalid_content_type", { content_type: contentType, path }),
  RATE_LIMITED: (log, { clientId, requests }) =>
    log.warn("rate_limit.exceeded", { client_id: clientId, requests }),
  VALIDATION_FAILED: logInvalid,
  WINDOW_INVALID: logInvalid,
  CURSOR_INVALID: logInvalid,
  INTERNAL: logFault,
};

/** A fault of ours: its message and stack are for us only; the caller gets the id. */
function logFault(log: Log, { error, facts, path }: Refusal): void {
  // tRPC wraps what a procedure throws.
  const thrown = error instanceof TRPCError ? (error.cause ?? error) : error;
  const fields = { error_id: facts.errorId, path, ...errorFields(thrown), ...causeField(thrown) };
  log.error("uncaught_exception", fields);
}

function logApplicationError(log: Log, { error, facts, path }: Refusal): void {
  const { code, message, status } = facts;
  if (status < 500) return log.warn("application_error", { code, message, path });
  log.error("application_error", { code, message, path, ...causeField(error) });
}

/** What an error says that lies under the one that was thrown: why the database could not be reached. */
function causeField(error: unknown): { cause?: string } {
  const root = rootCause(error);
  return root === error || !(root instanceof Error) ? {} : { cause: root.message };
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootCause(error.cause) : error;
}

/** Answers a request that no route has taken. */
export const notFound: RequestHandler = (_req, res) => {
  refuse(res, new CostError("NOT_FOUND", "There is nothing at this path."));
};

/** Answers whatever was thrown on the way. */
// oxlint-disable-next-line max-params -- Express knows a handler of errors by its four parameters
export const errorHandler: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  refuse(res, isBadPath(error) ? new CostError("BAD_REQUEST", "The path is not well encoded.") : error);
};

/** Express itself throws only for a parameter in the path with a broken percent sign. */
function isBadPath(error: unknown): boolean {
  return error instanceof URIError;
}

/** Headers that go with a refusal, on REST and tRPC alike. */
export function refusalHeaders({ code, retryAfterSeconds }: ErrorFacts): Record<string, string> {
  const challenge = CHALLENGES[code];
  return {
    ...(retryAfterSeconds !== undefined && {
      "Retry-After": String(Math.max(1, Math.ceil(retryAfterSeconds))),
    }),
    ...(challenge && { "WWW-Authenticate": challenge }),
  };
}

/** Sends a refusal in the form of its handler: REST's body, or tRPC's envelope. */
export function sendRefusal(req: Request, res: Response, { facts, closes }: Sendable): void {
  if (res.headersSent) return void res.destroy();

  const state = stateOf(req);
  const own = refusalBody(facts, state);
  const body = JSON.stringify(isTrpc(state) ? trpcRefusal(facts, own) : own);
  res.statusCode = facts.status;
  res.set({ ...refusalHeaders(facts), "Cache-Control": "no-store", "Content-Type": JSON_TYPE });
  if (hasMuchToCome(req)) return sendAndCut(req, res, body);
  if (closes) closeAfter(req, res);
  res.setHeader("Content-Length", Buffer.byteLength(body));
  res.end(body);
}

interface Sendable {
  readonly facts: ErrorFacts;
  readonly closes: boolean;
}

const CHALLENGES: Partial<Record<ErrorFacts["code"], string>> = {
  TOKEN_MISSING: 'Bearer realm="kubecent"',
  TOKEN_INVALID: 'Bearer realm="kubecent", error="invalid_token"',
};

function refusalBody(facts: ErrorFacts, { id }: RequestState): ErrorBody {
  return {
    error: facts.error,
    code: facts.code,
    message: facts.message,
    ...(facts.details.length > 0 && { details: facts.details }),
    ...(facts.errorId && { error_id: facts.errorId }),
    request_id: id,
  };
}
