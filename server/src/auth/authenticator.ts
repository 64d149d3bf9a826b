import { CostError } from "@kubecent/shared";
import { isApiToken, isSignInCode } from "./api-token.ts";
import type { ApiTokenCallers } from "./api-token-callers.ts";
import type { Caller, Identity } from "./caller.ts";
import { InvalidToken } from "./jwt/invalid-token.ts";
import type { JwtCallers } from "./jwt/jwt-callers.ts";
import { isCompactJwt } from "./jwt/read-header.ts";
import type { SignInCodeCallers } from "./sign-in-code-callers.ts";

/** Longer ones are refused before anything is computed from them. */
const LONGEST_TOKEN = 8_192;
/** RFC 6750: the scheme in any case, one space, and a token of these characters. */
const BEARER = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/** What an Authorization header holds: a token, none, or something that is not one. */
type BearerToken =
  | { readonly token: string; readonly refusal: null }
  | { readonly token: null; readonly refusal: "TOKEN_MISSING" | "TOKEN_INVALID" };

/** Reads the token out of a request's Authorization headers; throws BAD_REQUEST when there are several. */
export function bearerToken(values: readonly string[]): BearerToken {
  const [value, ...more] = values;
  if (more.length > 0) {
    throw new CostError(
      "BAD_REQUEST",
      "Found more than one Authorization header, wanted one. Send the token once.",
    );
  }
  if (value === undefined || value === "") return { token: null, refusal: "TOKEN_MISSING" };

  const token = value.length > LONGEST_TOKEN ? undefined : BEARER.exec(value)?.[1];
  return token === undefined ? { token: null, refusal: "TOKEN_INVALID" } : { token, refusal: null };
}

interface AuthenticatorOptions {
  readonly apiTokens: ApiTokenCallers;
  /** Null where no issuer is configured: then no JWT is valid. */
  readonly jwts: JwtCallers | null;
  /** Tells who holds the code of a link that signs in once; without it no code is valid. */
  readonly signInCodes?: SignInCodeCallers;
  /** Called with the reason whenever a token is not valid: for the log, never for the caller. */
  readonly onInvalid?: (reason: string) => void;
}

export interface Authenticator {
  /**
   * Who calls, where their token was found to be valid a moment ago; undefined leaves it to `identify`. Throws where it
   * is valid no more.
   */
  known(authorization: readonly string[]): Caller | undefined;
  /** Who calls, by the request's Authorization headers. Throws where that cannot be found out right now. */
  identify(authorization: readonly string[]): Promise<Identity>;
}

/** Tells callers by their tokens: our own, and those of the issuers that are believed. */
export function createAuthenticator({
  apiTokens,
  jwts,
  signInCodes,
  onInvalid,
}: AuthenticatorOptions): Authenticator {
  const look = async (token: string | null): Promise<Caller | string> => {
    if (token === null) return "malformed";
    if (isApiToken(token)) return apiTokens.callerOf(token);
    if (isSignInCode(token)) return signInCodes?.callerOf(token) ?? "unknown";
    if (!isCompactJwt(token)) return "malformed";
    return jwts ? callerByJwt(jwts, token) : "jwt_not_configured";
  };
  return {
    known(authorization) {
      const { token } = bearerToken(authorization);
      if (token === null) return undefined;
      return isApiToken(token) ? apiTokens.known(token) : jwts?.known(token);
    },
    async identify(authorization) {
      const { token, refusal } = bearerToken(authorization);
      if (refusal === "TOKEN_MISSING") return { caller: null, refusal };

      const found = await look(token);
      if (typeof found !== "string") return { caller: found, refusal: null };
      onInvalid?.(found);
      return { caller: null, refusal: "TOKEN_INVALID" };
    },
  };
}

async function callerByJwt(jwts: JwtCallers, token: string): Promise<Caller | string> {
  try {
    return await jwts.callerOf(token);
  } catch (error) {
    if (error instanceof InvalidToken) return error.code;
    throw error;
  }
}
