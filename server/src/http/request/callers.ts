import type { IncomingMessage } from "node:http";
import { CostError } from "@kubecent/shared";
import type { Request, RequestHandler, Response } from "express";
import { addressKey } from "../../limits/address-key.ts";
import type { GuessLimit } from "../../limits/guess-limit.ts";
import type { Limiters } from "../../limits/limiters.ts";
import { WINDOW_SECONDS } from "../../limits/memory-limiter.ts";
import type { LimitDecision } from "../../limits/request-limiter.ts";
import { type HeaderList, setHeaders } from "../answers/answer-headers.ts";
import { refuse } from "../answers/refuse.ts";
import type { AppDependencies } from "../dependencies.ts";
import { batchSize, MAX_BATCH_SIZE } from "../trpc/batch.ts";
import { clientAddress, stateOf } from "./request-state.ts";

/**
 * Finds out who calls. Nobody is turned away for having no token: each procedure refuses whom it does not serve. An
 * address from which too many tokens were invalid has to wait before another one is looked up.
 */
export function identity(
  { authenticator }: Pick<AppDependencies, "authenticator">,
  guessLimit: GuessLimit,
): RequestHandler {
  return async (req, res, next) => {
    const authorization = req.headersDistinct.authorization ?? [];
    const [credential] = authorization;
    const address = addressKey(clientAddress(req));
    const refusal = credential === undefined ? null : await guessLimit.refusal(address, credential);
    if (refusal) {
      setHeaders(res, limitHeaders(refusal, WINDOW_SECONDS));
      return refuseByLimit(res, address, refusal);
    }
    const found = await authenticator.identify(authorization);
    stateOf(req).identity = found;
    if (credential !== undefined) await guessLimit.note(address, credential, found.caller !== null);
    next();
  };
}

const counted = new WeakMap<IncomingMessage, LimitDecision>();

/** Notes that a request has been counted before it came to the app, so that it is not counted twice. */
export function noteCounted(req: IncomingMessage, decision: LimitDecision): void {
  counted.set(req, decision);
}

/**
 * Counts every request. Who is known is counted by name alone: many share an address, and a stranger there must
 * not use up what is theirs.
 */
export function limits({ callers, addresses }: Pick<Limiters, "callers" | "addresses">): RequestHandler {
  return async (req, res, next) => {
    const { caller } = stateOf(req).identity;
    const clientId = caller?.id ?? addressKey(clientAddress(req));
    const limiter = caller ? callers : addresses;
    const decision = counted.get(req) ?? (await limiter.take(clientId, costOf(req, limiter.limit)));
    setHeaders(res, limitHeaders(decision, limiter.windowSeconds));
    if (decision.isAllowed) return next();
    refuseByLimit(res, clientId, decision);
  };
}

/** Answers a request of somebody who has used up what they may ask. */
export function refuseByLimit(res: Response, clientId: string, decision: LimitDecision): void {
  refuse(res, rateLimited(decision), { clientId, requests: decision.requests });
}

/** A batch costs its calls. One that is too long runs none of them: it uses up a window at most. */
function costOf(req: Request, limit: number): number {
  const size = batchSize(req);
  return size > MAX_BATCH_SIZE ? Math.min(size, limit) : size;
}

/** The names that are common, and those of the IETF's draft, both with seconds to go. */
export function limitHeaders(decision: LimitDecision, windowSeconds: number): HeaderList {
  const { limit, remaining, resetSeconds } = decision;
  return [
    "X-RateLimit-Limit",
    String(limit),
    "X-RateLimit-Remaining",
    String(remaining),
    "X-RateLimit-Reset",
    String(resetSeconds),
    "RateLimit-Policy",
    `"default";q=${limit};w=${windowSeconds}`,
    "RateLimit",
    `"default";r=${remaining};t=${resetSeconds}`,
  ];
}

function rateLimited({ limit, resetSeconds }: LimitDecision): CostError {
  const message = `The limit is ${limit} requests a minute. Try again in ${resetSeconds} s.`;
  return new CostError("RATE_LIMITED", message, { retryAfterSeconds: resetSeconds });
}
