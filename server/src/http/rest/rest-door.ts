import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Answer, Answers, Asked } from "../../api/answers/answers.ts";
import type { ApiServices } from "../../api/context.ts";
import { CACHE_NOTHING, VARY } from "../answers/answer-headers.ts";
import { byMethod, type Handlers } from "../answers/by-method.ts";
import type { KnownQuestions } from "../answers/known-questions.ts";
import { sendRestAnswer } from "../answers/send-answer.ts";
import { sendJsonText } from "../answers/send-json.ts";
import { callContext } from "../request/call-context.ts";
import { REST_PATH, stateOf } from "../request/request-state.ts";
import { parametersOf } from "./parameters.ts";
import type { RestProcedure } from "./procedures.ts";
import { type MountedProcedure, readInput } from "./read-input.ts";
import { inSentNames } from "./sent-names.ts";

export interface RestDoorOptions {
  readonly procedures: readonly RestProcedure[];
  readonly answers: Answers;
  readonly known: KnownQuestions;
  readonly services: ApiServices;
}

/** Serves procedures as REST: each at the path of its `meta.rest`, below /api/v1. */
export function restDoor(options: RestDoorOptions): Router {
  const door = Router({ caseSensitive: true, strict: true });
  const handlers = new Map<string, Handlers>();
  for (const procedure of options.procedures) {
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
    const answer = await answerOf(req, res, procedure, options).catch((error: unknown) => {
      throw inSentNames(error, procedure.parameters);
    });
    if (procedure.type === "query") return sendRestAnswer(req, res, answer);
    res.vary(VARY);
    res.setHeader("Cache-Control", CACHE_NOTHING);
    sendJsonText(res, 200, answer.body);
  };
}

async function answerOf(
  req: Request,
  res: Response,
  procedure: MountedProcedure,
  { answers, known, services }: RestDoorOptions,
): Promise<Answer> {
  const { input, fault } = tryInput(req, procedure);
  const isStranger = stateOf(req).identity.caller === null;
  // A stranger hears of the missing token before all else, and that is for the procedure to say.
  if (fault !== undefined && !isStranger) throw fault;

  const path = REST_PATH + procedure.path;
  const asked: Asked = { procedure: { ...procedure, path }, input, ctx: callContext(req, services) };
  const isQuery = procedure.type === "query" && fault === undefined;
  const question = isQuery ? answers.questionOf(asked.procedure, input) : undefined;
  if (question) {
    const answer = await answers.ask(question, asked);
    const { access } = procedure;
    known.set(req.originalUrl, { question, access, route: path, send: sendRestAnswer });
    return answer;
  }
  const answer = await answers.run(asked, procedure.type, signalOf(res));
  if (fault !== undefined) throw fault;
  return answer;
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
