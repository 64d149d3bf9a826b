import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "../../api/answers/answers.ts";
import { CACHE_ANSWER, VARY } from "./answer-headers.ts";
import { holdsTag } from "./holds-tag.ts";
import { JSON_TYPE } from "./send-json.ts";

const ENVELOPE_START = Buffer.from('{"result":{"data":');
const ENVELOPE_END = Buffer.from("}}");

/** Sends an answer in the form of one door. */
export type SendAnswer = (req: IncomingMessage, res: ServerResponse, answer: Answer) => void;

/** Sends an answer over REST: its bytes as they are, or that the caller has them already. */
export const sendRestAnswer: SendAnswer = (req, res, { body, etag }) => {
  res.setHeader("Vary", VARY);
  res.setHeader("Cache-Control", CACHE_ANSWER);
  res.setHeader("ETag", etag);
  if (holdsTag(req.headers["if-none-match"], etag)) {
    res.statusCode = 304;
    return void res.end();
  }
  res.setHeader("Content-Type", JSON_TYPE);
  res.setHeader("Content-Length", body.length);
  res.end(body);
};

/** Sends an answer over tRPC: the same bytes inside of the envelope that tRPC's clients open. */
export const sendTrpcAnswer: SendAnswer = (_req, res, { body }) => {
  const text = Buffer.concat([ENVELOPE_START, body, ENVELOPE_END]);
  res.setHeader("Vary", VARY);
  res.setHeader("Cache-Control", CACHE_ANSWER);
  res.setHeader("Content-Type", "application/json");
  res.setHeader("Content-Length", text.length);
  res.end(text);
};
