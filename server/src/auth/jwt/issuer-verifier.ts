import { CostError, type Instant, MINUTE_MS } from "@kubecent/shared";
import { createKeySet, type KeySet, keysUnavailable } from "../keys/key-set.ts";
import { keySource, type OnRefused } from "../keys/key-source.ts";
import type { RefusedKey } from "../keys/read-keys.ts";
import { checkSignature } from "./check-signature.ts";
import type { TokenClaims } from "./claims.ts";
import { InvalidToken } from "./invalid-token.ts";
import type { IssuerRules } from "./issuer-rules.ts";
import type { UncheckedToken } from "./read-header.ts";
import { createTokenReviewer, type TokenReviewer } from "./token-review.ts";

/** What a token was found to say, and how long that may be believed. */
export interface VerifiedToken {
  readonly claims: TokenClaims;
  readonly until: Instant;
  /** Whether what it was checked with still holds: a key that was withdrawn takes its tokens along. */
  readonly holds: () => boolean;
}

/** Checks the tokens of one issuer. */
export interface IssuerVerifier {
  readonly rules: IssuerRules;
  /** Throws InvalidToken, or AUTH_UNAVAILABLE where it cannot be told. */
  verify(token: string, unchecked: UncheckedToken): Promise<VerifiedToken>;
  /** Seconds since its keys were had; null where they never were. 0 where there are none to have. */
  keysAgeSeconds(): number | null;
  start(): void;
  stop(): void;
}

export interface VerifierOptions {
  readonly now: () => Instant;
  /** Called with the issuer's name and the reason when its keys are unavailable. */
  readonly onKeyFailure: (issuer: string, error: unknown) => void;
  /** Called when other keys of an issuer are refused than before; the rest of its keys are used. */
  readonly onKeysRefused: (issuer: string, refused: readonly RefusedKey[]) => void;
}

/** How long a verified token is believed without another look. */
const BELIEVE_MS = MINUTE_MS;
const BELIEVE_REVIEW_MS = 10_000;

/** The verifier that an issuer's rules ask for. */
export function createIssuerVerifier(rules: IssuerRules, options: VerifierOptions): IssuerVerifier {
  const { place } = rules;
  if (place.kind === "token-review") return reviewing(rules, createTokenReviewer(place, rules), options);
  const keys = createKeySet({
    source: keySource(
      place,
      rules.algorithms,
      onChange((refused) => options.onKeysRefused(rules.issuer, refused)),
    ),
    now: options.now,
    onFailure: (error) => options.onKeyFailure(rules.issuer, error),
  });
  return withKeys(rules, keys, options);
}

/** Passes on what is told again and again only when it is something else than the last time. */
function onChange(tell: OnRefused): OnRefused {
  let last = "[]";
  return (refused) => {
    const told = JSON.stringify(refused);
    if (told !== last) tell(refused);
    last = told;
  };
}

function withKeys(rules: IssuerRules, keys: KeySet, { now }: VerifierOptions): IssuerVerifier {
  return {
    rules,
    keysAgeSeconds: () => keys.ageSeconds(),
    start: () => keys.start(),
    stop: () => keys.stop(),
    async verify(token, { kid, algorithm }) {
      if (kid === undefined) throw new InvalidToken("kid_missing");
      if (!rules.algorithms.includes(algorithm)) throw new InvalidToken("alg_not_allowed");
      const found = await keys.find(kid);
      if (found === null) throw new InvalidToken("kid_unknown");

      const claims = await checkSignature({ token, ...found }, rules, now());
      return {
        claims,
        until: untilOf(claims, now() + BELIEVE_MS),
        holds: () => keys.known(kid)?.fingerprint === found.fingerprint,
      };
    },
  };
}

function reviewing(
  rules: IssuerRules,
  reviewer: TokenReviewer,
  { now, onKeyFailure }: VerifierOptions,
): IssuerVerifier {
  return {
    rules,
    keysAgeSeconds: () => 0,
    start: () => undefined,
    stop: () => undefined,
    async verify(token, { algorithm }) {
      if (!rules.algorithms.includes(algorithm)) throw new InvalidToken("alg_not_allowed");
      const askedAt = now();
      try {
        const claims = await reviewer.review(token, askedAt);
        return { claims, until: untilOf(claims, askedAt + BELIEVE_REVIEW_MS), holds: () => true };
      } catch (error) {
        if (error instanceof InvalidToken || error instanceof CostError) throw error;
        onKeyFailure(rules.issuer, error);
        throw keysUnavailable(1, error);
      }
    },
  };
}

/** Never longer than the token lives. */
function untilOf({ expiresAtSeconds }: TokenClaims, latest: Instant): Instant {
  return Math.min(latest, expiresAtSeconds * 1_000);
}
