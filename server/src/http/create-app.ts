import type { RequestListener } from "node:http";
import type { AnyRouter } from "@trpc/server";
import express, { type Express, type RequestHandler } from "express";
import { createAnswers } from "../api/answers.ts";
import { proceduresOf, REST_PATH } from "../api/procedures.ts";
import { appRouter } from "../api/router.ts";
import { createGuessLimit } from "../limits/guess-limit.ts";
import { createExportSlots } from "../limits/export-slots.ts";
import { memoryLimiters } from "../limits/limiters.ts";
import {
  answerPreflight,
  crossOrigin,
  fixedHeaders,
  fixedOrAsked,
  securityHeaders,
} from "./answers/answer-headers.ts";
import { errorHandler, notFound } from "./answers/refuse.ts";
import { rememberQuestions, memoryPath } from "./memory-path.ts";
import { costMetrics } from "./cost-metrics.ts";
import { dashboardFiles, dashboardPage } from "./dashboard/dashboard-handler.ts";
import type { AppDependencies } from "./dependencies.ts";
import { docsHandler, openApiHandler } from "./openapi/docs-handler.ts";
import { exportGauges, exportParts, exportSlotsOf } from "./exports/export-parts.ts";
import { probes } from "./probes.ts";
import { createProcessMetrics } from "./process-metrics.ts";
import { accessLog, requestRecorder } from "./request/access-log.ts";
import { bodyHeaders, jsonBody } from "./request/json-body.ts";
import { soundFraming } from "./request/framing.ts";
import { identity, limits } from "./request/callers.ts";
import { allowedMethods, headAsGet } from "./request/methods.ts";
import { requestId, TRPC_PATH } from "./request/request-state.ts";

import { restHandler } from "./rest/rest-handler.ts";
import { readableCall } from "./trpc/readable-call.ts";
import { trpcHandler } from "./trpc/trpc-handler.ts";
import { trpcQueries } from "./trpc/trpc-queries.ts";

/** The whole HTTP edge. The order of what follows is the order in which a request is looked at. */
export function createApp(dependencies: AppDependencies, router: AnyRouter = appRouter): RequestListener {
  const { settings, services, draining, log } = dependencies;
  const slots = createExportSlots(exportSlotsOf(settings));
  const gauges = [...(dependencies.gauges ?? []), ...exportGauges(slots)];
  const metrics = createProcessMetrics(gauges, services.cache.metrics.registry);
  const procedures = proceduresOf(router);
  const answers = createAnswers(services);
  const remembered = rememberQuestions();
  const limiters = (dependencies.createLimiters ?? memoryLimiters)({
    rateLimitRequestsPerMinute: () => services.runtimeSettings.current().rateLimitRequestsPerMinute,
    exportsPerHour: settings.EXPORTS_PER_HOUR,
  });
  const exports = exportParts(dependencies, { quota: limiters.exports, slots });
  const handlers = { procedures, answers, remembered, services, exports };
  const app = bareApp(settings.TRUSTED_PROXIES ?? []);

  const record = requestRecorder(log, metrics);
  const setters = [securityHeaders(), crossOrigin(settings.CORS_ORIGINS)];
  const fixed = fixedHeaders(setters, settings.CORS_ORIGINS);

  // Headers first: what is refused in the next step carries them as well.
  app.use(requestId(log), accessLog(record), fixedOrAsked(fixed, setters), closingWhile(draining));
  app.use(allowedMethods, headAsGet);
  app.use(soundFraming, bodyHeaders(settings.MAX_REQUEST_BYTES), answerPreflight);
  app.use(probes(dependencies, metrics));
  if (dependencies.dashboard) app.use(dashboardFiles(dependencies.dashboard));
  app.use(identity(dependencies, createGuessLimit(limiters.failures)));
  app.use(limits(limiters));
  app.use(costMetrics(services, dependencies.costGauges ?? (() => Promise.resolve([]))));
  // Read only now: who has used up their requests cannot make us hold megabytes as well.
  app.use(jsonBody(settings.MAX_REQUEST_BYTES));
  app.use(TRPC_PATH, readableCall(new Set(procedures.map(({ name }) => name))));
  app.use(TRPC_PATH, trpcQueries(handlers));
  app.use(TRPC_PATH, trpcHandler({ router, services, maxRequestBytes: settings.MAX_REQUEST_BYTES }));
  app.use(REST_PATH, restHandler(handlers));
  app.use(openApiHandler(router, services.version), docsHandler());
  if (dependencies.dashboard) app.use(dashboardPage(dependencies.dashboard));
  app.use(notFound, errorHandler);
  return memoryPath(
    {
      remembered,
      answers,
      authenticator: dependencies.authenticator,
      callers: limiters.callers,
      fixedHeaders: fixed,
      record,
      draining,
    },
    app,
  );
}

/** Express without what it does by itself: banners, tags, forgiving paths, pages of HTML. */
function bareApp(trustedProxies: readonly string[]): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.disable("query parser");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.set("trust proxy", trustedProxies);
  return app;
}

/** A service that stops sends its callers away, so that their next request finds another replica. */
function closingWhile(draining: () => boolean): RequestHandler {
  return (_req, res, next) => {
    if (draining()) res.setHeader("Connection", "close");
    next();
  };
}
