/** Controls, lone halves of surrogate pairs, and marks that turn the direction of the text around. */
const UNCLEAN = /[\p{Cc}\p{Surrogate}\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/gu;
const API_TOKEN = /kc_[A-Za-z0-9_-]{43}/g;
const JWT = /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g;
const BEARER = /\bbearer\s+[^\s"',;]+/gi;
const USER_IN_ADDRESS = /:\/\/[^\s/@"']+@/g;

/** Most texts of a log: names, paths, ids. None of the patterns above can be in one, a whole token would be longer. */
const PLAIN = /^[\w./{}-]{0,45}$/;

/** One line of text without what could forge a line or give a secret away, cut to a length. */
export function cleanText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters && PLAIN.test(text)) return text;
  return text
    .slice(0, maxCharacters)
    .replaceAll(UNCLEAN, " ")
    .replaceAll(API_TOKEN, "kc_…")
    .replaceAll(JWT, "eyJ…")
    .replaceAll(BEARER, "Bearer …")
    .replaceAll(USER_IN_ADDRESS, "://…@");
}
