import type { AnyRouter, TRPCError } from "@trpc/server";
import { createExpressMiddleware } from "@trpc/server/adapters/express";
import type { ResponseMeta } from "@trpc/server/http";
import type { Request, RequestHandler } from "express";
import type { ApiServices, Context } from "../../api/context.ts";
import { errorFacts } from "../../api/error-facts.ts";
import { CACHE_ANSWER, CACHE_NOTHING, VARY } from "../answers/answer-headers.ts";
import { logRefusal, refusalHeaders } from "../answers/refuse.ts";
import { declaredBytes, stateOf, TRPC_PATH } from "../request/request-state.ts";
import { callContext } from "../request/call-context.ts";
import { MAX_BATCH_SIZE } from "./batch.ts";

export interface TrpcHandlerOptions {
  readonly router: AnyRouter;
  readonly services: ApiServices;
  readonly maxRequestBytes: number;
}

/** Serves the router over tRPC. It never calls `next`: tRPC answers whatever comes, errors too. */
export function trpcHandler({ router, services, maxRequestBytes }: TrpcHandlerOptions): RequestHandler {
  return createExpressMiddleware({
    router,
    createContext: ({ req }): Context => callContext(req, services),
    maxBatchSize: MAX_BATCH_SIZE,
    // The body has been read and counted by then; this holds should that ever be left out.
    maxBodySize: maxRequestBytes,
    allowMethodOverride: true,
    onError: ({ error, path, req }) => logCall(req, error, path),
    responseMeta,
  });
}

function logCall(req: Request, error: TRPCError, path: string | undefined): void {
  logRefusal(stateOf(req).log, {
    error,
    facts: errorFacts(error),
    path: path === undefined ? stateOf(req).path : `${TRPC_PATH}/${path}`,
    size: declaredBytes(req.headers),
    contentType: req.headers["content-type"],
  });
}

type Meta = Parameters<NonNullable<Parameters<typeof createExpressMiddleware>[0]["responseMeta"]>>[0];

/** Headers of an answer. The adapter writes its own Vary over the one that is there, so ours goes with it. */
function responseMeta({ errors, type, eagerGeneration, info }: Meta): ResponseMeta {
  const headers = new Headers({ vary: VARY });
  const isAnswer = type === "query" && errors.length === 0 && !eagerGeneration;
  headers.set("cache-control", isAnswer ? CACHE_ANSWER : CACHE_NOTHING);
  for (const error of errors) {
    for (const [name, value] of Object.entries(refusalHeaders(errorFacts(error)))) headers.set(name, value);
  }
  // What tRPC refuses before it has read the calls would go out as text/plain.
  const isUnread = info === undefined || (info.accept !== null && !info.isBatchCall);
  if (isUnread) headers.set("content-type", "application/json");
  return { headers };
}
