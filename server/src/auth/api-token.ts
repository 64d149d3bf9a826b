import { hash, randomBytes } from "node:crypto";

/** Starts every API token, so that scanners find one that was published by mistake. */
const TOKEN_PREFIX = "kc_";
/** Starts the code of every link that signs in once. */
const CODE_PREFIX = "kcs_";
const RANDOM_BYTES = 32;
const TOKEN = /^kc_[A-Za-z0-9_-]{43}$/;
const CODE = /^kcs_[A-Za-z0-9_-]{43}$/;

/** A token or code as it is shown once, and what is stored of it. */
export interface NewApiToken {
  readonly token: string;
  /** SHA-256, hex: a token has 256 random bits, which no dictionary holds, so no slow hash is needed. */
  readonly hash: string;
}

/** Makes a token that nobody can guess. */
export function newApiToken(): NewApiToken {
  return newSecret(TOKEN_PREFIX);
}

/** Makes the code of a link that signs in once. */
export function newSignInCode(): NewApiToken {
  return newSecret(CODE_PREFIX);
}

function newSecret(prefix: string): NewApiToken {
  const token = prefix + randomBytes(RANDOM_BYTES).toString("base64url");
  return { token, hash: hashApiToken(token) };
}

/** What is stored and looked up instead of the token or code. */
export function hashApiToken(token: string): string {
  return hash("sha256", token, "hex");
}

/** Whether the text looks like one of our tokens; others need not be looked up. */
export function isApiToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Whether the text looks like the code of a link. */
export function isSignInCode(text: string): boolean {
  return CODE.test(text);
}
