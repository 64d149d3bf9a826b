import type { RequestListener } from "node:http";
import type { AnyRouter } from "@trpc/server";
import express, { type Express, type RequestHandler } from "express";
import { createAnswers } from "../api/answers/answers.ts";
import { appRouter } from "../api/router.ts";
import { createGuessLimit } from "../limits/guess-limit.ts";
import { createExportSlots } from "../limits/export-slots.ts";
import { memoryLimiters } from "../limits/limiters.ts";
import { answerPreflight, crossOrigin } from "./answers/cross-origin.ts";
import { errorHandler, notFound } from "./answers/error-handler.ts";
import { createKnownQuestions } from "./memory-path/known-questions.ts";
import { securityHeaders } from "./answers/security-headers.ts";
import type { AppDependencies } from "./dependencies.ts";
import { memoryPath } from "./memory-path/memory-path.ts";
import { fixedHeaders } from "./memory-path/fixed-headers.ts";
import { docsHandler } from "./openapi/docs-handler.ts";
import { exportGauges, exportParts, exportSlotsOf } from "./exports/export-parts.ts";
import { openApiHandler } from "./openapi/openapi-handler.ts";
import { probes } from "./probes.ts";
import { createProcessMetrics } from "./process-metrics.ts";
import { accessLog, requestRecorder } from "./request/access-log.ts";
import { bodyHeaders } from "./request/body-headers.ts";
import { soundFraming } from "./request/framing.ts";
import { identity } from "./request/identity.ts";
import { limits } from "./request/limits.ts";
import { allowedMethods, headAsGet } from "./request/methods.ts";
import { jsonBody } from "./request/json-body.ts";
import { requestId } from "./request/request-id.ts";
import { REST_PATH, TRPC_PATH } from "./request/request-state.ts";
import { proceduresOf, restProcedures } from "./rest/rest-procedures.ts";
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
  const answers = createAnswers(router, services);
  const known = createKnownQuestions();
  const limiters = (dependencies.createLimiters ?? memoryLimiters)({
    rateLimitRequestsPerMinute: () => services.runtimeSettings.current().rateLimitRequestsPerMinute,
    exportsPerHour: settings.EXPORTS_PER_HOUR,
  });
  const exports = exportParts(dependencies, { router, answers, quota: limiters.exports, slots });
  const doors = { procedures: restProcedures(router), answers, known, services, exports };
  const app = bareApp(settings.TRUSTED_PROXIES ?? []);

  const record = requestRecorder(log, metrics);
  const setters = [securityHeaders(), crossOrigin(settings.CORS_ORIGINS)];

  // Headers first: what is refused in the next step carries them as well.
  app.use(requestId(log), accessLog(record), setters, closingWhile(draining));
  app.use(allowedMethods, headAsGet);
  app.use(soundFraming, bodyHeaders(settings.MAX_REQUEST_BYTES), answerPreflight);
  app.use(probes(dependencies, metrics));
  app.use(identity(dependencies, createGuessLimit(limiters.failures)));
  app.use(limits(limiters));
  // Read only now: who has used up their requests cannot make us hold megabytes as well.
  app.use(jsonBody(settings.MAX_REQUEST_BYTES));
  app.use(TRPC_PATH, readableCall(new Set(proceduresOf(router).keys())));
  app.use(TRPC_PATH, trpcQueries(doors));
  app.use(TRPC_PATH, trpcHandler({ router, services, maxRequestBytes: settings.MAX_REQUEST_BYTES }));
  app.use(REST_PATH, restHandler(doors));
  app.use(openApiHandler(router, services.version), docsHandler());
  app.use(notFound, errorHandler);
  return memoryPath(
    {
      known,
      answers,
      authenticator: dependencies.authenticator,
      callers: limiters.callers,
      fixedHeaders: fixedHeaders(setters, settings.CORS_ORIGINS),
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
