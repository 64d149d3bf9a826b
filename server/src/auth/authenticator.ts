import { isApiToken } from "./api-token.ts";
import type { ApiTokenCallers } from "./api-token-callers.ts";
import { bearerToken } from "./bearer-token.ts";
import type { Caller, Identity } from "./caller.ts";
import { InvalidToken } from "./jwt/invalid-token.ts";
import type { JwtCallers } from "./jwt/jwt-callers.ts";
import { isCompactJwt } from "./jwt/read-header.ts";

export interface AuthenticatorOptions {
  readonly apiTokens: ApiTokenCallers;
  /** Null where no issuer is configured: then no JWT is valid. */
  readonly jwts: JwtCallers | null;
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
export function createAuthenticator({ apiTokens, jwts, onInvalid }: AuthenticatorOptions): Authenticator {
  const look = async (token: string | null): Promise<Caller | string> => {
    if (token === null) return "malformed";
    if (isApiToken(token)) return apiTokens.callerOf(token);
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
