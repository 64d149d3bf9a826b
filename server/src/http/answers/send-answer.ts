import type { ServerResponse } from "node:http";
import type { Response } from "express";
import type { Answer } from "../../api/answers.ts";
import { CACHE_ANSWER, type HeaderList, setHeaders, VARY } from "./answer-headers.ts";

/** What is sent for an answer, apart from what every answer of the service carries. */
export interface SentAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Buffer | undefined;
}

/** How a handler writes an answer, for a caller who holds answers with these tags. */
export type AnswerForm = (answer: Answer, ifNoneMatch: string | undefined) => SentAnswer;

/** REST: the answer's bytes as they are, or that the caller has them already. */
export const asRest: AnswerForm = ({ body, etag }, ifNoneMatch) => {
  const headers = ["Vary", VARY, "Cache-Control", CACHE_ANSWER, "ETag", etag];
  if (holdsTag(ifNoneMatch, etag)) return { status: 304, headers, body: undefined };
  headers.push("Content-Type", JSON_TYPE, "Content-Length", String(body.length));
  return { status: 200, headers, body };
};

/** Whether one of the tags that a caller holds is this one. RFC 9110 13.1.2 compares weakly. */
export function holdsTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const held = new Set(ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, "")));
  return held.has("*") || held.has(etag);
}

/** Sends an answer in the form of its handler. */
export function sendAnswer(res: ServerResponse, answer: Answer, form: AnswerForm): void {
  const { status, headers, body } = form(answer, res.req.headers["if-none-match"]);
  res.statusCode = status;
  setHeaders(res, headers);
  res.end(body);
}

export const JSON_TYPE = "application/json; charset=utf-8";

/** Sends a text, or its bytes in UTF-8, that is JSON already. */
export function sendJsonText(res: Response, status: number, text: string | Buffer): void {
  res.statusCode = status;
  res.setHeader("Content-Type", JSON_TYPE);
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}
