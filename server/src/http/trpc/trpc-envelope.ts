import { CostError, type ErrorBody } from "@kubecent/shared";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { type ErrorFacts, trpcError } from "../../api/error-facts.ts";
import { CACHE_ANSWER, VARY } from "../answers/answer-headers.ts";
import type { AnswerForm } from "../answers/packed-answer.ts";

// What tRPC's own clients read. tRPC would make the same out of objects; an answer from the cache is bytes already.
// A test holds both to what tRPC's adapter sends.

const ANSWER_START = Buffer.from('{"result":{"data":');
const ANSWER_END = Buffer.from("}}");

/** An answer to a single call, inside of tRPC's envelope. */
export const asTrpc: AnswerForm = ({ body: data }) => {
  const body = Buffer.concat([ANSWER_START, data, ANSWER_END]);
  const length = String(body.length);
  const headers = [
    "Vary",
    VARY,
    "Cache-Control",
    CACHE_ANSWER,
    "Content-Type",
    "application/json",
    "Content-Length",
    length,
  ];
  return { status: 200, headers, body };
};

/** A refusal of a single call: clients would take an error without its numeric code for an answer of no known form. */
export function trpcRefusal(facts: ErrorFacts, body: ErrorBody): object {
  const { code } = trpcError(new CostError(facts.code, facts.message));
  return {
    error: {
      message: facts.message,
      code: TRPC_ERROR_CODES_BY_KEY[code],
      data: { httpStatus: facts.status, ...body },
    },
  };
}
