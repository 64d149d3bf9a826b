import type { ServerResponse } from "node:http";
import type { Response } from "express";
import type { Answer } from "../../api/answers.ts";
import { CACHE_ANSWER, setHeaders, VARY } from "./answer-headers.ts";
import { type AnswerForm, packedFor } from "./packed-answer.ts";

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
export async function sendAnswer(res: ServerResponse, answer: Answer, form: AnswerForm): Promise<void> {
  const { status, headers, body } = await packedFor(res.req, answer, form);
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
