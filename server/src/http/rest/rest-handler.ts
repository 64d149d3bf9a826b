import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Answers } from "../../api/answers.ts";
import { admit } from "../../api/admission.ts";
import { readInput, run } from "../../api/call.ts";
import type { ApiServices } from "../../api/context.ts";
import { type Procedure, REST_PATH } from "../../api/procedures.ts";
import { CACHE_NOTHING, VARY } from "../answers/answer-headers.ts";
import { byMethod, type Handlers } from "../request/methods.ts";
import type { RememberedQuestions } from "../memory-path.ts";
import { asRest, sendAnswer, sendJsonText } from "../answers/send-answer.ts";
import { chosenFormat } from "../exports/file-formats.ts";
import { answerWithFile, type ExportParts } from "../exports/export-handler.ts";
import { callContext, closeSignal } from "../request/call-context.ts";
import { inSentNames, type MountedProcedure, mountedProcedure, sentInput } from "./sent-input.ts";

export interface RestHandlerOptions {
  readonly procedures: readonly Procedure[];
  readonly answers: Answers;
  readonly remembered: RememberedQuestions;
  readonly services: ApiServices;
  readonly exports: ExportParts;
}

/** Serves procedures as REST: each at the path of its `meta.rest`, below /api/v1. */
export function restHandler(options: RestHandlerOptions): Router {
  const routes = Router({ caseSensitive: true, strict: true });
  const handlers = new Map<string, Handlers>();
  for (const procedure of options.procedures) {
    const mounted = mountedProcedure(procedure);
    const { path, method } = procedure;
    handlers.set(path, { ...handlers.get(path), [method]: handlerOf(mounted, options) });
  }
  for (const [path, byName] of handlers) {
    routes.all(path.replaceAll(/\{(\w+)\}/g, ":$1"), byMethod(REST_PATH + path, byName));
  }
  return routes;
}

function handlerOf(procedure: MountedProcedure, options: RestHandlerOptions): RequestHandler {
  return async (req, res) => {
    try {
      await handle({ req, res }, procedure, options);
    } catch (error) {
      throw inSentNames(error, procedure.parameters);
    }
  };
}

interface Exchange {
  readonly req: Request;
  readonly res: Response;
}

async function handle(
  { req, res }: Exchange,
  procedure: MountedProcedure,
  { answers, remembered, services, exports }: RestHandlerOptions,
): Promise<void> {
  const admitted = admit(callContext(req, services), procedure);
  const { row, type, access, route } = procedure;
  const { input, format: named } = sentInput(req, procedure);
  const format = row ? chosenFormat(req, named) : null;
  const call = readInput(admitted, input);
  if (row && format) return answerWithFile({ req, res }, { call, row, format }, exports);

  if (type === "mutation") return sendChange(res, await run(call, closeSignal(res)));
  const { answer, question } = await answers.give(call);
  if (question) remembered.set(req.originalUrl, { question, access, route, form: asRest });
  await sendAnswer(res, answer, asRest);
}

/** The answer to a mutation is nobody else's, and holds for this once. */
function sendChange(res: Response, answer: unknown): void {
  res.vary(VARY);
  res.setHeader("Cache-Control", CACHE_NOTHING);
  sendJsonText(res, 200, JSON.stringify(answer) ?? "null");
}
