import type { TokenSource } from "../options.ts";

const TOKEN = /^[\x21-\x7e]+$/;

/** Throws TypeError on what cannot stand in a header; the platform's own message would show the token. */
export function assertToken(token: unknown): asserts token is string {
  if (typeof token !== "string" || !TOKEN.test(token.trim()))
    throw new TypeError('token: wanted one word of printable ASCII, without "Bearer"');
}

/** The token of the next attempt. What the caller's function throws goes through as it is. */
export async function askToken(source: TokenSource): Promise<string> {
  const token: unknown = typeof source === "function" ? await source() : source;
  assertToken(token);
  // Tokens are often read from files that end with a newline.
  return token.trim();
}
