import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { refuse } from "../answers/refuse.ts";
import { stateOf } from "./request-state.ts";

/** Methods that some path takes. */
export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Refuses methods that no path has, TRACE above all: Express would answer some of them. */
export const allowedMethods: RequestHandler = (req, res, next) => {
  if (METHODS.includes(req.method)) return next();
  const error = new CostError("METHOD_NOT_ALLOWED", "No path takes this method.");
  // Its framing has not been looked at: what follows on the connection may be anything.
  refuse(res, error, { allow: METHODS, closes: true });
};

/** HEAD is GET whose body stays here: Node leaves it out, for it remembers the method that was sent. */
export const headAsGet: RequestHandler = (req, _res, next) => {
  if (req.method === "HEAD") req.method = "GET";
  next();
};

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
    return refuse(res, new CostError("METHOD_NOT_ALLOWED", message), { allow });
  };
}
