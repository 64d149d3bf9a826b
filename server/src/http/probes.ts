import { type RequestHandler, Router } from "express";
import { CACHE_NOTHING } from "./answers/answer-headers.ts";
import { byMethod } from "./request/methods.ts";
import { sendJsonText } from "./answers/send-answer.ts";
import type { AppDependencies, Readiness } from "./dependencies.ts";
import type { ProcessMetrics } from "./process-metrics.ts";

type ProbeDependencies = Pick<AppDependencies, "readiness" | "draining" | "services">;

/**
 * What machines ask every few seconds, without a token and without a limit. Whether the process lives depends on
 * nothing: a database that is away for a moment is no reason to start every replica anew.
 */
export function probes(dependencies: ProbeDependencies, metrics: ProcessMetrics): Router {
  const { version } = dependencies.services;
  const alive = sender(() => Promise.resolve({ status: 200, body: { status: "ok", version } }));
  const ready = sender(async () => readyAnswer(await readinessOf(dependencies)));
  let hasStarted = false;
  const started = sender(async () => {
    hasStarted ||= (await readinessOf(dependencies)).ready;
    return readyAnswer({ ready: hasStarted, reasons: hasStarted ? [] : ["starting"] });
  });

  const routes = Router({ caseSensitive: true, strict: true });
  routes.all("/health", byMethod("/health", { GET: alive }));
  routes.all("/livez", byMethod("/livez", { GET: alive }));
  routes.all("/readyz", byMethod("/readyz", { GET: ready }));
  routes.all("/startupz", byMethod("/startupz", { GET: started }));
  routes.all("/metrics", byMethod("/metrics", { GET: metricsSender(metrics) }));
  return routes;
}

interface ProbeAnswer {
  readonly status: number;
  readonly body: object;
}

async function readinessOf({ readiness, draining }: ProbeDependencies): Promise<Readiness> {
  if (draining()) return { ready: false, reasons: ["shutting down"] };
  try {
    return await readiness();
  } catch {
    return { ready: false, reasons: ["readiness cannot be told"] };
  }
}

function readyAnswer({ ready, reasons }: Readiness): ProbeAnswer {
  return ready
    ? { status: 200, body: { status: "ok" } }
    : { status: 503, body: { status: "unavailable", reasons } };
}

function sender(answer: () => Promise<ProbeAnswer>): RequestHandler {
  return async (_req, res) => {
    const { status, body } = await answer();
    res.setHeader("Cache-Control", CACHE_NOTHING);
    sendJsonText(res, status, JSON.stringify(body));
  };
}

function metricsSender(metrics: ProcessMetrics): RequestHandler {
  return async (_req, res) => {
    const { text, contentType } = await metrics.read();
    res.set({ "Content-Type": contentType, "Cache-Control": CACHE_NOTHING });
    res.end(text);
  };
}
