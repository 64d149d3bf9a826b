import { CostError } from "@kubecent/shared";

/** Longer ones are refused before anything is computed from them. */
const LONGEST_TOKEN = 8_192;
/** RFC 6750: the scheme in any case, one space, and a token of these characters. */
const BEARER = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/** What an Authorization header holds: a token, none, or something that is not one. */
export type BearerToken =
  | { readonly token: string; readonly refusal: null }
  | { readonly token: null; readonly refusal: "TOKEN_MISSING" | "TOKEN_INVALID" };

/** Reads the token out of a request's Authorization headers; throws BAD_REQUEST when there are several. */
export function bearerToken(values: readonly string[]): BearerToken {
  const [value, ...more] = values;
  if (more.length > 0) {
    throw new CostError(
      "BAD_REQUEST",
      "Send one Authorization header: which of two counts is anybody's guess.",
    );
  }
  if (value === undefined || value === "") return { token: null, refusal: "TOKEN_MISSING" };

  const token = value.length > LONGEST_TOKEN ? undefined : BEARER.exec(value)?.[1];
  return token === undefined ? { token: null, refusal: "TOKEN_INVALID" } : { token, refusal: null };
}
