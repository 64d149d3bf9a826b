import * as z from "zod";
import { createHash } from "node:crypto";
import { type Instant, jsonOrUndefined } from "@kubecent/shared";
import Bottleneck from "bottleneck";
import { decodeJwt } from "jose";
import { type Endpoint, fetchDocument } from "../keys/fetch-document.ts";
import { KeySourceError } from "../keys/key-source-error.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./check-signature.ts";
import { readClaims, type TokenClaims } from "./claims.ts";
import { InvalidToken } from "./invalid-token.ts";
import type { IssuerRules } from "./issuer-rules.ts";

/** Asks an API server about tokens: it knows of pods and accounts that are gone, which no signature tells. */
export interface TokenReviewer {
  /** What the token says, if the server vouches for it. Throws InvalidToken, or whatever kept it from answering. */
  review(token: string, now: Instant): Promise<TokenClaims>;
}

const PATH = "/apis/authentication.k8s.io/v1/tokenreviews";
/** Questions to the API server at a time, and those that may wait; a flood is not passed on. */
const AT_A_TIME = 8;
const MOST_WAITING = 64;

const ReviewSchema = z.object({
  status: z.object({
    authenticated: z.boolean().optional(),
    audiences: z.array(z.string()).optional(),
    user: z.object({ username: z.string() }).optional(),
  }),
});

/** A reviewer at an API server. The same token is asked about once at a time. */
export function createTokenReviewer(server: Endpoint, rules: IssuerRules): TokenReviewer {
  const questions = new Bottleneck({
    maxConcurrent: AT_A_TIME,
    highWater: MOST_WAITING,
    strategy: Bottleneck.strategy.OVERFLOW,
  });
  const endpoint = { ...server, url: `${server.url.replace(/\/$/, "")}${PATH}` };
  const running = new Map<string, Promise<string>>();

  const ask = (token: string): Promise<string> => {
    const key = createHash("sha256").update(token).digest("base64");
    const known = running.get(key);
    if (known) return known;
    const question = schedule(questions, () => fetchDocument(endpoint, reviewOf(token, rules)));
    running.set(key, question);
    return question.finally(() => running.delete(key));
  };
  return {
    async review(token, now) {
      const username = usernameOf(await ask(token), rules);
      // The server has checked the signature: what stands in the token is true now.
      const payload = decodeJwt(token);
      if (payload.sub !== username) throw new InvalidToken("reviewed_as_another");
      const claims = readClaims(payload, rules);
      if (claims.expiresAtSeconds <= now / 1_000 - CLOCK_TOLERANCE_SECONDS) throw new InvalidToken("expired");
      return claims;
    },
  };
}

function reviewOf(token: string, { audiences }: IssuerRules): object {
  return {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenReview",
    spec: { token, audiences },
  };
}

async function schedule<T>(questions: Bottleneck, work: () => Promise<T>): Promise<T> {
  try {
    return await questions.schedule(work);
  } catch (error) {
    throw error instanceof Bottleneck.BottleneckError
      ? new KeySourceError("too_many_reviews", { cause: error })
      : error;
  }
}

/** Whom the server knows the token as. A server that does not mind audiences leaves ours out of its answer. */
function usernameOf(text: string, { audiences }: IssuerRules): string {
  const answer = ReviewSchema.safeParse(jsonOrUndefined(text));
  if (!answer.success) throw new KeySourceError("not_a_token_review", { cause: answer.error });
  const { authenticated = false, audiences: meant = [], user } = answer.data.status;
  if (!authenticated || user === undefined) throw new InvalidToken("not_authenticated");
  if (!meant.some((each) => audiences.includes(each))) throw new InvalidToken("claim_aud");
  return user.username;
}
