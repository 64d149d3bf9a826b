import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";

/** A middleware that sets headers, by nothing of a request but the page that it comes from. */
export type HeaderSetter = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

/** What middlewares set for a request from a page of this origin, or from no page. They must not wait for anything. */
export function headersSetBy(
  setters: readonly HeaderSetter[],
  origin?: string,
): readonly (readonly [string, string])[] {
  const req = new IncomingMessage(new Socket());
  req.method = "GET";
  if (origin !== undefined) req.headers.origin = origin;
  const res = new ServerResponse(req);
  const names = new Set<string>();
  const setHeader = res.setHeader.bind(res);
  // What Node tells afterwards are names in small letters.
  res.setHeader = (name, value) => {
    names.add(name);
    return setHeader(name, value);
  };
  for (const set of setters) set(req, res, () => undefined);
  return [...names].map((name) => [name, String(res.getHeader(name))]);
}
