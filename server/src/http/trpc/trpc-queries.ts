import { CostError } from "@kubecent/shared";
import type { Request, RequestHandler } from "express";
import type { Answers, Asked } from "../../api/answers/answers.ts";
import type { ApiServices } from "../../api/context.ts";
import type { KnownQuestions } from "../memory-path/known-questions.ts";
import { asTrpc, sendAnswer } from "../answers/send-answer.ts";
import { callContext } from "../request/call-context.ts";
import { queryOf } from "../request/query.ts";
import { REST_PATH, stateOf, TRPC_PATH } from "../request/request-state.ts";
import type { RestProcedure } from "../rest/rest-procedures.ts";
import { proceduresOf } from "./batch.ts";

export interface TrpcQueriesOptions {
  readonly procedures: readonly RestProcedure[];
  readonly answers: Answers;
  readonly known: KnownQuestions;
  readonly services: ApiServices;
}

/**
 * Answers single questions whose answers are kept, as tRPC's adapter would. Everything else goes on to the adapter:
 * batches, streams, mutations, other queries, and input that the schema refuses.
 */
export function trpcQueries({ procedures, answers, known, services }: TrpcQueriesOptions): RequestHandler {
  const queries = new Map(procedures.flatMap((each) => (each.type === "query" ? [[each.name, each]] : [])));
  return async (req, res, next) => {
    const name = proceduresOf(stateOf(req).path);
    const procedure = name === undefined ? undefined : queries.get(name);
    if (!procedure || !isSingleAnswer(req)) return next();

    const { input } = sentInput(req);
    const asked: Asked = {
      procedure: { ...procedure, path: REST_PATH + procedure.path },
      input,
      ctx: callContext(req, services),
    };
    const question = answers.questionOf(asked.procedure, input);
    if (!question) return next();
    const answer = await answers.ask(question, asked);
    const { access } = procedure;
    const route = `${TRPC_PATH}/${procedure.name}`;
    if (req.method === "GET") known.set(req.originalUrl, { question, access, route, form: asTrpc });
    sendAnswer(req, res, answer, asTrpc);
  };
}

function isSingleAnswer(req: Request): boolean {
  const takesMethod = req.method === "GET" || req.method === "POST";
  return takesMethod && req.headers["trpc-accept"] === undefined && queryOf(req).get("batch") === null;
}

/** The input of a question: in the URL, or in the body where that would have been too long. Both were looked at. */
function sentInput(req: Request): { input: unknown } {
  if (req.method === "POST") return { input: stateOf(req).body };
  const text = queryOf(req).get("input");
  if (text === null || text === "") return { input: undefined };
  try {
    return { input: JSON.parse(text) };
  } catch (cause) {
    throw new CostError("BAD_REQUEST", "The input is not JSON in UTF-8.", { cause });
  }
}
