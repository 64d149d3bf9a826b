import type { IncomingMessage } from "node:http";
import { mayAcceptFile } from "../exports/chosen-format.ts";
import { hasBody } from "../request/declared-bytes.ts";
import { framingOddity } from "../request/framing.ts";

/**
 * Whether a request is what most are: a GET without a body, on a connection that can be read in one way only, that wants
 * JSON in one piece. All others go through the whole app, which knows what to do with them.
 */
export function isPlain(req: IncomingMessage): boolean {
  const { expect, "trpc-accept": stream } = req.headers;
  return (
    req.method === "GET" &&
    expect === undefined &&
    // A client of tRPC may want a stream, and whoever asks over REST a file.
    stream === undefined &&
    !mayAcceptFile(req) &&
    !hasBody(req) &&
    framingOddity(req) === undefined
  );
}
