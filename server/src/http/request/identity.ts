import type { RequestHandler } from "express";
import type { AppDependencies } from "../dependencies.ts";
import { stateOf } from "./request-state.ts";

/** Finds out who calls. Nobody is turned away here: each procedure refuses whom it does not serve. */
export function identity({ identify }: Pick<AppDependencies, "identify">): RequestHandler {
  return async (req, _res, next) => {
    stateOf(req).identity = await identify(req.headersDistinct.authorization ?? []);
    next();
  };
}
