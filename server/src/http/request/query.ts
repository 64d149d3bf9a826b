import type { IncomingMessage } from "node:http";

/** The query of a request as it was sent, without the question mark. */
export function queryTextOf({ url = "" }: IncomingMessage): string {
  const start = url.indexOf("?");
  return start < 0 ? "" : url.slice(start + 1);
}

/** The parameters of a request, read as tRPC reads them. */
export function queryOf(req: IncomingMessage): URLSearchParams {
  return new URLSearchParams(queryTextOf(req));
}
