import type { IncomingMessage } from "node:http";
import { isTrpc, queryTextOf, stateOf } from "../request/request-state.ts";

/** Calls that one request may make. */
export const MAX_BATCH_SIZE = 10;

/** How many calls a request makes, counted as tRPC counts them; 1 where it is no batch. */
export function batchSize(req: IncomingMessage): number {
  const state = stateOf(req);
  if (!isTrpc(state) || queryOf(req).get("batch") !== "1") return 1;
  return (calledNames(state.path) ?? "").split(",").length;
}

/** The names of the procedures that a tRPC path calls, with commas; undefined where the path cannot be read. */
export function calledNames(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
  } catch {
    return undefined;
  }
}

/** The parameters of a request, read as tRPC reads them. */
export function queryOf(req: IncomingMessage): URLSearchParams {
  return new URLSearchParams(queryTextOf(req));
}
