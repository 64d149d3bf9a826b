import type { ErrorBody } from "@kubecent/shared";
import type { Request, Response } from "express";
import type { ErrorFacts } from "../../api/error-facts.ts";
import { isTrpc, type RequestState, stateOf } from "../request/request-state.ts";
import { closeAfter, hasMuchToCome, sendAndCut } from "../connection/close-connection.ts";
import { trpcRefusal } from "../trpc/trpc-envelope.ts";
import { JSON_TYPE } from "./send-answer.ts";

/** Headers that go with a refusal, on REST and tRPC alike. */
export function refusalHeaders({ code, retryAfterSeconds }: ErrorFacts): Record<string, string> {
  const challenge = CHALLENGES[code];
  return {
    ...(retryAfterSeconds !== undefined && {
      "Retry-After": String(Math.max(1, Math.ceil(retryAfterSeconds))),
    }),
    ...(challenge && { "WWW-Authenticate": challenge }),
  };
}

/** Sends a refusal in the form of its handler: REST's body, or tRPC's envelope. */
export function sendRefusal(req: Request, res: Response, { facts, closes }: Sendable): void {
  if (res.headersSent) return void res.destroy();

  const state = stateOf(req);
  const own = refusalBody(facts, state);
  const body = JSON.stringify(isTrpc(state) ? trpcRefusal(facts, own) : own);
  res.statusCode = facts.status;
  res.set({ ...refusalHeaders(facts), "Cache-Control": "no-store", "Content-Type": JSON_TYPE });
  if (hasMuchToCome(req)) return sendAndCut(req, res, body);
  if (closes) closeAfter(req, res);
  res.setHeader("Content-Length", Buffer.byteLength(body));
  res.end(body);
}

interface Sendable {
  readonly facts: ErrorFacts;
  readonly closes: boolean;
}

const CHALLENGES: Partial<Record<ErrorFacts["code"], string>> = {
  TOKEN_MISSING: 'Bearer realm="kubecent"',
  TOKEN_INVALID: 'Bearer realm="kubecent", error="invalid_token"',
};

function refusalBody(facts: ErrorFacts, { id }: RequestState): ErrorBody {
  return {
    error: facts.error,
    code: facts.code,
    message: facts.message,
    ...(facts.details.length > 0 && { details: facts.details }),
    ...(facts.errorId && { error_id: facts.errorId }),
    request_id: id,
  };
}
