import { CostError } from "@kubecent/shared";
import type { Request, RequestHandler } from "express";
import type { Answers } from "../../api/answers.ts";
import { admit } from "../../api/admission.ts";
import { readInput } from "../../api/call.ts";
import type { ApiServices } from "../../api/context.ts";
import type { Procedure } from "../../api/procedures.ts";
import { sendAnswer } from "../answers/send-answer.ts";
import type { RememberedQuestions } from "../memory-path.ts";
import { callContext } from "../request/call-context.ts";
import { calledNames, queryOf } from "./batch.ts";
import { stateOf, TRPC_PATH } from "../request/request-state.ts";
import { asTrpc } from "./trpc-envelope.ts";

export interface TrpcQueriesOptions {
  readonly procedures: readonly Procedure[];
  readonly answers: Answers;
  readonly remembered: RememberedQuestions;
  readonly services: ApiServices;
}

/**
 * Answers single queries as tRPC's adapter would, from the cache where their answers are kept. Everything else goes on to
 * the adapter: batches, streams and mutations.
 */
export function trpcQueries({
  procedures,
  answers,
  remembered,
  services,
}: TrpcQueriesOptions): RequestHandler {
  const queries = new Map(procedures.flatMap((each) => (each.type === "query" ? [[each.name, each]] : [])));
  return async (req, res, next) => {
    const name = calledNames(stateOf(req).path);
    const procedure = name === undefined ? undefined : queries.get(name);
    if (!procedure || !isSingleAnswer(req)) return next();

    const admitted = admit(callContext(req, services), procedure);
    const { answer, question } = await answers.give(readInput(admitted, sentInput(req)));
    const { access } = procedure;
    const route = `${TRPC_PATH}/${procedure.name}`;
    if (question && req.method === "GET") {
      remembered.set(req.originalUrl, { question, access, route, form: asTrpc });
    }
    await sendAnswer(res, answer, asTrpc);
  };
}

function isSingleAnswer(req: Request): boolean {
  const takesMethod = req.method === "GET" || req.method === "POST";
  return takesMethod && req.headers["trpc-accept"] === undefined && queryOf(req).get("batch") === null;
}

/** The input of a query: in the URL, or in the body where that would have been too long. Both were looked at. */
function sentInput(req: Request): unknown {
  if (req.method === "POST") return stateOf(req).body;
  const text = queryOf(req).get("input");
  if (text === null || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CostError("BAD_REQUEST", "The input is not JSON in UTF-8.", { cause });
  }
}
