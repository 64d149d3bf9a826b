import { CostError } from "@kubecent/shared";
import type { Request, RequestHandler } from "express";
import { batchSize, calledNames, MAX_BATCH_SIZE, queryOf } from "./batch.ts";
import { readJson } from "../request/json-body.ts";
import { queryTextOf, stateOf, TRPC_PATH } from "../request/request-state.ts";

/**
 * Refuses what tRPC would take for a call although it is none, or would refuse without a request id; notes the
 * route of the others. Only `procedures` become routes: a name that somebody made up must not become a metric.
 */
export function readableCall(procedures: ReadonlySet<string>): RequestHandler {
  return (req, _res, next) => {
    const state = stateOf(req);
    const names = calledNames(state.path);
    // tRPC looks at the last part alone: /api/trpc/anything/system.info would be a call.
    if (!/^\/[^/]+$/.test(state.path.slice(TRPC_PATH.length))) {
      throw new CostError("NOT_FOUND", "There is no such procedure.");
    }
    if (names === undefined) throw new CostError("BAD_REQUEST", "The path is not well encoded.");
    if (batchSize(req) > MAX_BATCH_SIZE) {
      throw new CostError("BAD_REQUEST", `A batch may hold ${MAX_BATCH_SIZE} calls at most.`);
    }
    checkInput(req);
    state.route = routeOf(req, names, procedures);
    next();
  };
}

/** A query's input stands in the URL; it is looked at like a body. */
function checkInput(req: Request): void {
  if (!isWellEncoded(queryTextOf(req))) {
    throw new CostError("BAD_REQUEST", "The query is not well encoded: a percent sign is written %25.");
  }
  const query = queryOf(req);
  for (const name of ["input", "batch"]) {
    if (query.getAll(name).length > 1) throw new CostError("BAD_REQUEST", `Send ${name} once.`);
  }
  const input = query.get("input");
  if (input !== null) readJson(Buffer.from(input), "input");
}

/** Whether percent signs stand for UTF-8: what does not would be read as other text than was sent. */
function isWellEncoded(query: string): boolean {
  try {
    decodeURIComponent(query);
    return true;
  } catch {
    return false;
  }
}

function routeOf(req: Request, names: string, procedures: ReadonlySet<string>): string | undefined {
  if (queryOf(req).get("batch") === "1") return `${TRPC_PATH}/{batch}`;
  return procedures.has(names) ? `${TRPC_PATH}/${names}` : undefined;
}
