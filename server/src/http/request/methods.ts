import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { refuse } from "../answers/refuse.ts";

/** Methods that some path takes. */
export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Refuses methods that no path has, TRACE above all: Express would answer some of them. */
export const allowedMethods: RequestHandler = (req, res, next) => {
  if (METHODS.includes(req.method)) return next();
  const error = new CostError("METHOD_NOT_ALLOWED", "No path takes this method.");
  // Its framing has not been looked at: what follows on the connection may be anything.
  refuse(req, res, error, { allow: METHODS, closes: true });
};

/** HEAD is GET whose body stays here: Node leaves it out, for it remembers the method that was sent. */
export const headAsGet: RequestHandler = (req, _res, next) => {
  if (req.method === "HEAD") req.method = "GET";
  next();
};
