import type { Request, Response } from "express";
import { errorFacts } from "../../api/error-facts.ts";
import { declaredBytes } from "../request/declared-bytes.ts";
import { stateOf } from "../request/request-state.ts";
import { logRefusal, type RefusalFacts } from "./log-refusal.ts";
import { sendRefusal } from "./send-refusal.ts";

/** What a refusal needs beside its error. */
export interface RefusalExtras extends RefusalFacts {
  /** Methods that the path takes, for METHOD_NOT_ALLOWED. */
  readonly allow?: readonly string[];
  /** Whether the connection is closed after the answer. */
  readonly closes?: boolean;
}

/** Answers a request with an error, and logs that once. Every refusal outside of tRPC goes out here. */
export function refuse(req: Request, res: Response, error: unknown, extras: RefusalExtras = {}): void {
  const facts = errorFacts(error);
  const { log, path } = stateOf(req);
  const sent = { size: declaredBytes(req.headers), contentType: req.headers["content-type"] };
  logRefusal(log, { error, facts, path, ...sent, ...extras });
  if (extras.allow) res.setHeader("Allow", extras.allow.join(", "));
  sendRefusal(req, res, { facts, closes: extras.closes ?? false });
}
