import type { ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { Log } from "../../log/logger.ts";
import type { ProcessMetrics } from "../process-metrics.ts";
import { type RequestState, stateOf } from "./request-state.ts";

/** What the records say of a request; read when it is over. */
export type RecordedRequest = Pick<RequestState, "id" | "method" | "path" | "route" | "identity" | "client">;

/** Counts a request, and writes one line for it when its answer is through, or its caller gone. */
export type RecordRequest = (res: ServerResponse, request: RecordedRequest, startedAtMs: number) => void;

/** Paths that are asked every few seconds by machines: their lines are for debugging. */
const QUIET = new Set(["/health", "/livez", "/readyz", "/startupz", "/metrics"]);

/** Records requests in the log and in the metrics. */
export function requestRecorder(log: Log, metrics: ProcessMetrics): RecordRequest {
  return (res, request, startedAtMs) => {
    res.once("close", () => {
      const { id, method, path, route, identity, client } = request;
      const durationMs = performance.now() - startedAtMs;
      const status = res.writableFinished || res.headersSent ? res.statusCode : 499;
      metrics.observe({ method, route: route ?? "unmatched", status, durationMs });
      log[QUIET.has(path) ? "debug" : "info"]("request", {
        request_id: id,
        method,
        route: route ?? path,
        status,
        duration_ms: Math.round(durationMs * 10) / 10,
        caller: identity.caller?.id ?? null,
        ...(client !== null && { client }),
      });
    });
  };
}

/** Records each request that comes to Express. */
export function accessLog(record: RecordRequest): RequestHandler {
  return (req, res, next) => {
    record(res, stateOf(req), performance.now());
    next();
  };
}
