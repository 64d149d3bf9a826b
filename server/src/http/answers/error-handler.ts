import { CostError } from "@kubecent/shared";
import type { ErrorRequestHandler, RequestHandler } from "express";
import { refuse } from "./refuse.ts";

/** Answers a request that no route has taken. */
export const notFound: RequestHandler = (req, res) => {
  refuse(req, res, new CostError("NOT_FOUND", "There is nothing at this path."));
};

/** Answers whatever was thrown on the way. Express knows it by its four parameters. */
export const errorHandler: ErrorRequestHandler = (error: unknown, req, res, _next) => {
  refuse(req, res, isBadPath(error) ? new CostError("BAD_REQUEST", "The path is not well encoded.") : error);
};

/** Express itself throws only for a parameter in the path with a broken percent sign. */
function isBadPath(error: unknown): boolean {
  return error instanceof URIError;
}
