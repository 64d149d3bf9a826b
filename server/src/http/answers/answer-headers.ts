import type { ServerResponse } from "node:http";

/** What varies an answer: who asks, in which form, from which page. */
export const VARY = "Authorization, Accept, Origin";

/** An answer belongs to its caller, who asks again whether it still holds. */
export const CACHE_ANSWER = "private, no-cache";
/** What must not be kept: refusals, and answers that hold what is told once. */
export const CACHE_NOTHING = "no-store";

/** Names and values of headers in turn, as `writeHead` takes them. */
export type HeaderList = readonly string[];

/** Sets headers on an answer that more headers may be set on. */
export function setHeaders(res: ServerResponse, headers: HeaderList): void {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    res.setHeader(headers[index] ?? "", headers[index + 1] ?? "");
  }
}
