import { errors } from "jose";

/** A token that is not valid, and why: a code for the log. The caller hears that it is not valid, and no more. */
export class InvalidToken extends Error {
  override readonly name = "InvalidToken";
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`the token is not valid: ${code}`, options);
    this.code = code;
  }
}

/** What jose says is wrong with a token, as ours: `ERR_JOSE_ALG_NOT_ALLOWED` is `alg_not_allowed`. */
export function asInvalidToken(error: unknown): unknown {
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new InvalidToken(`claim_${cleanName(error.claim)}`, { cause: error });
  }
  if (error instanceof errors.JWTExpired) return new InvalidToken("expired", { cause: error });
  if (!(error instanceof errors.JOSEError)) return error;
  return new InvalidToken(error.code.replace(/^ERR_(JOSE|JWT|JWS|JWK)_/, "").toLowerCase(), { cause: error });
}

/** Claims that we ask for have such names; what else stands there came with the token. */
function cleanName(claim: string): string {
  return /^[a-z_]{1,20}$/.test(claim) ? claim : "other";
}
