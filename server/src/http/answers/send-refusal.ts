import type { ErrorBody } from "@kubecent/shared";
import { CostError } from "@kubecent/shared";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { Request, Response } from "express";
import { type ErrorFacts, trpcError } from "../../api/error-facts.ts";
import { isTrpc, type RequestState, stateOf } from "../request/request-state.ts";
import { closeAfter, hasMuchToCome, sendAndCut } from "../connection/close-connection.ts";
import { JSON_TYPE } from "./send-json.ts";

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

/** Sends a refusal in the form that the caller's door has: REST's body, or tRPC's envelope. */
export function sendRefusal(req: Request, res: Response, { facts, closes }: Sendable): void {
  if (res.headersSent) return void res.destroy();

  const state = stateOf(req);
  const facet = isTrpc(state) ? trpcEnvelope(facts, state) : refusalBody(facts, state);
  const body = JSON.stringify(facet);
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

/** What tRPC's own clients can read: without a numeric code they would report an answer of no known form. */
function trpcEnvelope(facts: ErrorFacts, state: RequestState): object {
  const { code } = trpcError(new CostError(facts.code, facts.message));
  return {
    error: {
      message: facts.message,
      code: TRPC_ERROR_CODES_BY_KEY[code],
      data: { httpStatus: facts.status, ...refusalBody(facts, state) },
    },
  };
}
