import { hash, randomBytes } from "node:crypto";

/** Starts every API token, so that scanners find one that was published by mistake. */
const PREFIX = "kc_";
const RANDOM_BYTES = 32;
const TOKEN = /^kc_[A-Za-z0-9_-]{43}$/;

/** A token as it is shown once, and what is stored of it. */
export interface NewApiToken {
  readonly token: string;
  /** SHA-256, hex: a token has 256 random bits, which no dictionary holds, so no slow hash is needed. */
  readonly hash: string;
}

/** Makes a token that nobody can guess. */
export function newApiToken(): NewApiToken {
  const token = PREFIX + randomBytes(RANDOM_BYTES).toString("base64url");
  return { token, hash: hashApiToken(token) };
}

/** What is stored and looked up instead of the token. */
export function hashApiToken(token: string): string {
  return hash("sha256", token, "hex");
}

/** Whether the text looks like one of our tokens; others need not be looked up. */
export function isApiToken(text: string): boolean {
  return TOKEN.test(text);
}
