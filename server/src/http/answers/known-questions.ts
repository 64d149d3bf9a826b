import type { RequestHandler } from "express";
import { LRUCache } from "lru-cache";
import type { Answers } from "../../api/answers/answers.ts";
import type { AskedQuestion } from "../../api/answers/asked-question.ts";
import type { ApiServices } from "../../api/context.ts";
import type { AccessRule } from "../../api/admission.ts";
import { mayAcceptFile } from "../exports/chosen-format.ts";
import { callContext } from "../request/call-context.ts";
import { stateOf } from "../request/request-state.ts";
import type { SendAnswer } from "./send-answer.ts";

/** A question that has been read before, and how its door sends the answer. */
export interface KnownQuestion {
  readonly question: AskedQuestion;
  readonly access: AccessRule | undefined;
  /** What metrics count it as. */
  readonly route: string;
  readonly send: SendAnswer;
}

/** Questions by the path and query in which they came, word for word; those asked longest ago are forgotten. */
export type KnownQuestions = LRUCache<string, KnownQuestion>;

const MOST_CHARACTERS = 2_000_000;
const LONGEST_URL = 4_000;
/** What a question takes beside its text. */
const QUESTION_CHARACTERS = 500;

/** Remembers questions of so many characters together: about 4 MB. */
export function createKnownQuestions(): KnownQuestions {
  return new LRUCache({
    maxSize: MOST_CHARACTERS,
    maxEntrySize: LONGEST_URL + QUESTION_CHARACTERS,
    sizeCalculation: (_known, url) => url.length + QUESTION_CHARACTERS,
  });
}

interface FastPath {
  readonly known: KnownQuestions;
  readonly answers: Answers;
  readonly services: ApiServices;
}

/**
 * Answers questions that were asked before, in the same words, and whose answers are at hand: without reading the
 * input, running a procedure or writing JSON. Whatever is new, stale or refused goes on to the door.
 */
export function answersAtHand({ known, answers, services }: FastPath): RequestHandler {
  return async (req, res, next) => {
    const asked = req.method === "GET" ? known.get(req.url) : undefined;
    // A client of tRPC may want a stream, and whoever asks over REST a file.
    if (!asked || req.headers["trpc-accept"] !== undefined || mayAcceptFile(req)) return next();
    const answer = await answers.peek(asked.question, asked.access, callContext(req, services));
    if (!answer) return next();
    stateOf(req).route = asked.route;
    asked.send(req, res, answer);
  };
}
