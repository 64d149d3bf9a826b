/** Controls, lone halves of surrogate pairs, and marks that turn the direction of the text around. */
const UNCLEAN = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/gu;
const API_TOKEN = /kcs?_[A-Za-z0-9_-]{43}/g;
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g;
const BEARER = /\bbearer\s+[^\s"',;]+/gi;
const USER_IN_ADDRESS = /:\/\/[^\s/@"']+@/g;

/** Longer than any secret that we know the form of: how far past the cut is looked for the end of one. */
const LONGEST_SECRET = 8_192;

/** Most texts of a log: names, paths, ids. None of the patterns above can be in one, a whole token would be longer. */
const PLAIN = /^[\w./{}-]{0,45}$/;

/** One line of text without what could forge a line or give a secret away, cut to a length. */
export function cleanText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters && PLAIN.test(text)) return text;
  // Secrets go before the cut, so that it cannot leave the half of one; controls and halves of pairs after it.
  return text
    .slice(0, maxCharacters + LONGEST_SECRET)
    .replaceAll(API_TOKEN, "kc_…")
    .replaceAll(JSON_WEB_TOKEN, "eyJ…")
    .replaceAll(BEARER, "Bearer …")
    .replaceAll(USER_IN_ADDRESS, "://…@")
    .slice(0, maxCharacters)
    .replaceAll(UNCLEAN, " ");
}

/** A signed statement as it is, if it is nothing else. */
export function cleanSigned(text: string): string {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? text : "…";
}
