import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "../../api/answers/answers.ts";
import { CACHE_ANSWER, VARY } from "./answer-headers.ts";
import { type HeaderList, setHeaders } from "./header-list.ts";
import { holdsTag } from "./holds-tag.ts";
import { JSON_TYPE } from "./send-json.ts";

const ENVELOPE_START = Buffer.from('{"result":{"data":');
const ENVELOPE_END = Buffer.from("}}");
const OF_ANY_ANSWER: HeaderList = ["Vary", VARY, "Cache-Control", CACHE_ANSWER];

/** What is sent for an answer, apart from what every answer of the service carries. */
export interface SentAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Buffer | undefined;
}

/** The form that a door gives an answer, for a caller who holds answers with these tags. */
export type AnswerForm = (answer: Answer, ifNoneMatch: string | undefined) => SentAnswer;

/** REST: the answer's bytes as they are, or that the caller has them already. */
export const asRest: AnswerForm = ({ body, etag }, ifNoneMatch) => {
  const headers = [...OF_ANY_ANSWER, "ETag", etag];
  if (holdsTag(ifNoneMatch, etag)) return { status: 304, headers, body: undefined };
  headers.push("Content-Type", JSON_TYPE, "Content-Length", String(body.length));
  return { status: 200, headers, body };
};

/** tRPC: the same bytes inside of the envelope that tRPC's clients open. */
export const asTrpc: AnswerForm = (answer) => {
  const body = Buffer.concat([ENVELOPE_START, answer.body, ENVELOPE_END]);
  const own = ["Content-Type", "application/json", "Content-Length", String(body.length)];
  return { status: 200, headers: [...OF_ANY_ANSWER, ...own], body };
};

/** Sends an answer in the form of its door. */
export function sendAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  answer: Answer,
  form: AnswerForm,
): void {
  const { status, headers, body } = form(answer, req.headers["if-none-match"]);
  res.statusCode = status;
  setHeaders(res, headers);
  res.end(body);
}
