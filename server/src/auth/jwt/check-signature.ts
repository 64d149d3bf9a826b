import { jwtVerify } from "jose";
import type { Instant } from "@kubecent/shared";
import { asInvalidToken, InvalidToken } from "./invalid-token.ts";
import { readClaims, type TokenClaims } from "./claims.ts";
import type { IssuerRules } from "./issuer-rules.ts";

/** Clocks of issuers may differ from ours by as much. */
export const CLOCK_TOLERANCE_SECONDS = 30;

/** A token with the key that it must be signed with. */
export interface SignedToken {
  readonly token: string;
  readonly key: CryptoKey | Uint8Array;
  /** The one algorithm that the key serves. */
  readonly algorithm: string;
}

/**
 * Checks signature, times, issuer and audience, and reads the claims. Throws InvalidToken for what is wrong with the
 * token; anything else that is thrown says nothing about it. jose leaves out a check whose option is undefined, so
 * each of them is a value here.
 */
export async function checkSignature(
  { token, key, algorithm }: SignedToken,
  rules: IssuerRules,
  now: Instant,
): Promise<TokenClaims> {
  if (rules.audiences.length === 0 || rules.issuer === "") throw new InvalidToken("issuer_without_rules");
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer: rules.issuer,
      // What the issuer puts in the place of `aud`, `readClaims` looks at.
      ...(rules.audienceClaim === "aud" && { audience: [...rules.audiences] }),
      requiredClaims: ["exp", "iat", "sub"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      // Without it an `iat` in the future would not be looked at.
      maxTokenAge: rules.maxLifetimeSeconds,
      currentDate: new Date(now),
      ...(rules.typ !== null && { typ: rules.typ }),
    });
    return readClaims(payload, rules);
  } catch (error) {
    throw asInvalidToken(error);
  }
}
