import { type AnyRouter, callTRPCProcedure } from "@trpc/server";
import { type Request, type RequestHandler, type Response, Router } from "express";
import type { ApiServices } from "../../api/context.ts";
import { CACHE_ANSWER, CACHE_NOTHING, VARY } from "../answers/answer-headers.ts";
import { byMethod, type Handlers } from "../answers/by-method.ts";
import { sendJsonText } from "../answers/send-json.ts";
import { callContext } from "../request/call-context.ts";
import { REST_PATH, stateOf } from "../request/request-state.ts";
import { etagOf, holdsTag } from "./etag.ts";
import { parametersOf } from "./parameters.ts";
import { restProcedures } from "./procedures.ts";
import { type MountedProcedure, readInput } from "./read-input.ts";
import { inSentNames } from "./sent-names.ts";

export interface RestDoorOptions {
  readonly router: AnyRouter;
  readonly services: ApiServices;
}

/** Serves the router as REST: each procedure at the path of its `meta.rest`, below /api/v1. */
export function restDoor(options: RestDoorOptions): Router {
  const door = Router({ caseSensitive: true, strict: true });
  const handlers = new Map<string, Handlers>();
  for (const procedure of restProcedures(options.router)) {
    const mounted = { ...procedure, parameters: parametersOf(procedure.input) };
    const { path, method } = procedure;
    handlers.set(path, { ...handlers.get(path), [method]: handlerOf(mounted, options) });
  }
  for (const [path, byName] of handlers) {
    door.all(path.replaceAll(/\{(\w+)\}/g, ":$1"), byMethod(REST_PATH + path, byName));
  }
  return door;
}

function handlerOf(procedure: MountedProcedure, options: RestDoorOptions): RequestHandler {
  return async (req, res) => {
    const { input, answer } = await call(req, res, procedure, options).catch((error: unknown) => {
      throw inSentNames(error, procedure.parameters);
    });
    const text = JSON.stringify(answer) ?? "null";
    res.vary(VARY);
    if (procedure.type === "mutation") {
      res.setHeader("Cache-Control", CACHE_NOTHING);
      return sendJsonText(res, 200, text);
    }
    const access = JSON.stringify(stateOf(req).identity.caller?.grants ?? []);
    const etag = etagOf({ procedure: procedure.name, question: input, access, text });
    res.set({ "Cache-Control": CACHE_ANSWER, ETag: etag });
    if (holdsTag(req.headers["if-none-match"], etag)) return void res.status(304).end();
    sendJsonText(res, 200, text);
  };
}

async function call(
  req: Request,
  res: Response,
  procedure: MountedProcedure,
  { router, services }: RestDoorOptions,
): Promise<{ input: unknown; answer: unknown }> {
  const { input, fault } = tryInput(req, procedure);
  const isStranger = stateOf(req).identity.caller === null;
  // A stranger hears of the missing token before all else, and that is for the procedure to say.
  if (fault !== undefined && !isStranger) throw fault;
  const answer: unknown = await callTRPCProcedure({
    router,
    path: procedure.name,
    type: procedure.type,
    ctx: callContext(req, services),
    getRawInput: () => Promise.resolve(input),
    signal: signalOf(res),
    batchIndex: 0,
  });
  if (fault !== undefined) throw fault;
  return { input, answer };
}

/** The input, or an empty one with what is wrong with the one that was sent. */
function tryInput(req: Request, procedure: MountedProcedure): { input: unknown; fault?: unknown } {
  try {
    return { input: readInput(req, procedure) };
  } catch (fault) {
    return { input: {}, fault };
  }
}

/** Aborts when the caller leaves before the answer is through. */
function signalOf(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}
