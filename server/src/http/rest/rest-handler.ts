import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Answer, Answers, Asked } from "../../api/answers/answers.ts";
import type { ApiServices } from "../../api/context.ts";
import { CACHE_NOTHING, VARY } from "../answers/answer-headers.ts";
import { byMethod, type Handlers } from "../answers/by-method.ts";
import type { KnownQuestions } from "../memory-path/known-questions.ts";
import { asRest, sendAnswer } from "../answers/send-answer.ts";
import { sendJsonText } from "../answers/send-json.ts";
import { chosenFormat } from "../exports/chosen-format.ts";
import { answerWithFile, type ExportParts } from "../exports/export-handler.ts";
import type { FileFormat } from "../exports/file-formats.ts";
import { callContext } from "../request/call-context.ts";
import { leavingOf } from "../request/leaving.ts";
import { REST_PATH, stateOf } from "../request/request-state.ts";
import type { RestProcedure } from "./rest-procedures.ts";
import { type MountedProcedure, mountedProcedure, readInput } from "./read-input.ts";
import { inSentNames } from "./sent-names.ts";

export interface RestHandlerOptions {
  readonly procedures: readonly RestProcedure[];
  readonly answers: Answers;
  readonly known: KnownQuestions;
  readonly services: ApiServices;
  readonly exports: ExportParts;
}

/** Serves procedures as REST: each at the path of its `meta.rest`, below /api/v1. */
export function restHandler(options: RestHandlerOptions): Router {
  const door = Router({ caseSensitive: true, strict: true });
  const handlers = new Map<string, Handlers>();
  for (const procedure of options.procedures) {
    const mounted = mountedProcedure(procedure);
    const { path, method } = procedure;
    handlers.set(path, { ...handlers.get(path), [method]: handlerOf(mounted, options) });
  }
  for (const [path, byName] of handlers) {
    door.all(path.replaceAll(/\{(\w+)\}/g, ":$1"), byMethod(REST_PATH + path, byName));
  }
  return door;
}

function handlerOf(procedure: MountedProcedure, options: RestHandlerOptions): RequestHandler {
  return async (req, res) => {
    try {
      await handle({ req, res, sent: tryInput(req, procedure) }, procedure, options);
    } catch (error) {
      throw inSentNames(error, procedure.parameters);
    }
  };
}

interface Exchange {
  readonly req: Request;
  readonly res: Response;
  readonly sent: SentInput;
}

async function handle(
  exchange: Exchange,
  procedure: MountedProcedure,
  options: RestHandlerOptions,
): Promise<void> {
  const { req, res, sent } = exchange;
  const { row } = procedure;
  if (row && sent.format) {
    const asked = { ...askedOf(req, procedure, options), input: sent.input };
    return answerWithFile(exchange, { asked, row, format: sent.format }, options.exports);
  }
  const answer = await answerOf(exchange, procedure, options);
  if (procedure.type === "query") return sendAnswer(req, res, answer, asRest);
  res.vary(VARY);
  res.setHeader("Cache-Control", CACHE_NOTHING);
  sendJsonText(res, 200, answer.body);
}

async function answerOf(
  { req, res, sent: { input, fault } }: Exchange,
  procedure: MountedProcedure,
  options: RestHandlerOptions,
): Promise<Answer> {
  const { answers, known } = options;
  const isStranger = stateOf(req).identity.caller === null;
  // A stranger hears of the missing token before all else, and that is for the procedure to say.
  if (fault !== undefined && !isStranger) throw fault;

  const asked: Asked = { ...askedOf(req, procedure, options), input };
  const isQuery = procedure.type === "query" && fault === undefined;
  const question = isQuery ? answers.questionOf(asked.procedure, input) : undefined;
  if (question) {
    const answer = await answers.ask(question, asked);
    const { access } = procedure;
    known.set(req.originalUrl, { question, access, route: asked.procedure.path, form: asRest });
    return answer;
  }
  const answer = await answers.run(asked, procedure.type, leavingOf(res));
  if (fault !== undefined) throw fault;
  return answer;
}

function askedOf(
  req: Request,
  procedure: MountedProcedure,
  { services }: RestHandlerOptions,
): Omit<Asked, "input"> {
  return { procedure: { ...procedure, path: REST_PATH + procedure.path }, ctx: callContext(req, services) };
}

/** What was sent: the input, the file that it is wanted as, or what is wrong with them. */
interface SentInput {
  readonly input: object;
  readonly format: FileFormat | null;
  readonly fault?: unknown;
}

/** The input, or an empty one with what is wrong with the one that was sent. */
function tryInput(req: Request, procedure: MountedProcedure): SentInput {
  try {
    const { input, format } = readInput(req, procedure);
    return { input, format: procedure.row ? chosenFormat(req, format) : null };
  } catch (fault) {
    return { input: {}, format: null, fault };
  }
}
