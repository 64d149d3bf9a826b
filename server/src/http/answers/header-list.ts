import type { ServerResponse } from "node:http";

/** Names and values of headers in turn, as `writeHead` takes them. */
export type HeaderList = readonly string[];

/** Sets headers on an answer that more headers may be set on. */
export function setHeaders(res: ServerResponse, headers: HeaderList): void {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    res.setHeader(headers[index] ?? "", headers[index + 1] ?? "");
  }
}
