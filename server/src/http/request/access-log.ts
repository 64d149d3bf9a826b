import type { RequestHandler } from "express";
import type { Log } from "../log/logger.ts";
import type { ProcessMetrics } from "../process-metrics.ts";
import { stateOf } from "./request-state.ts";

/** Paths that are asked every few seconds by machines: their lines are for debugging. */
const QUIET = new Set(["/health", "/livez", "/readyz", "/startupz", "/metrics"]);

/** Counts each request, and writes one line for it when its answer is through, or its caller gone. */
export function accessLog(log: Log, metrics: ProcessMetrics): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.once("close", () => {
      const { id, method, path, route, identity } = stateOf(req);
      const durationMs = performance.now() - startedAt;
      const status = res.writableFinished || res.headersSent ? res.statusCode : 499;
      metrics.observe({ method, route: route ?? "unmatched", status, durationMs });
      log[QUIET.has(path) ? "debug" : "info"]("request", {
        request_id: id,
        method,
        route: route ?? path,
        status,
        duration_ms: Math.round(durationMs * 10) / 10,
        caller: identity.caller?.id ?? null,
      });
    });
    next();
  };
}
