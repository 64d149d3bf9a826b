import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import type { Log } from "../../log/logger.ts";
import { beginState } from "./request-state.ts";

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
