import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { stateOf } from "../request/request-state.ts";
import { refuse } from "./refuse.ts";

/** The handlers of a path, by method. HEAD has come in as GET, OPTIONS has been answered. */
export type Handlers = Partial<Record<string, RequestHandler>>;

/** Serves a path: each method by its handler, the others with 405. `route` is what metrics count it as. */
export function byMethod(route: string, handlers: Handlers): RequestHandler {
  const methods = Object.keys(handlers).flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  const allow = [...methods, "OPTIONS"];
  return (req, res, next) => {
    stateOf(req).route = route;
    const handler = Object.hasOwn(handlers, req.method) ? handlers[req.method] : undefined;
    if (handler) return handler(req, res, next);
    const message = `This path takes ${allow.join(", ")}.`;
    return refuse(req, res, new CostError("METHOD_NOT_ALLOWED", message), { allow });
  };
}
