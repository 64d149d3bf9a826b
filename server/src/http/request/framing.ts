import type { IncomingMessage } from "node:http";
import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { refuse } from "../answers/refuse.ts";

const HOST = /^[A-Za-z0-9.:_[\]-]{0,255}$/;

/**
 * Refuses requests that two programs in a row could read in two ways: Node answers all of these as if nothing
 * were wrong. The connection is closed, for whatever follows on it may be read in two ways as well.
 */
export const soundFraming: RequestHandler = (req, res, next) => {
  const oddity = framingOddity(req);
  if (oddity === undefined) return next();
  refuse(res, new CostError("BAD_REQUEST", oddity), { closes: true });
};

/** What of a request could be read in two ways; undefined where nothing could. */
export function framingOddity({
  url = "",
  headersDistinct,
  httpVersion,
}: IncomingMessage): string | undefined {
  const { host = [], authorization = [], expect = [], "transfer-encoding": encodings = [] } = headersDistinct;
  // A fragment is no part of a request: a program that cuts it off sees other parameters than one that does not.
  if (!url.startsWith("/") || url.includes("#")) return "Send the path alone in the request line.";
  const isOld = httpVersion === "1.0";
  // Node takes HTTP/0.9, HTTP/2.0 in a line of text, and no version at all.
  if (!isOld && httpVersion !== "1.1") return "Send HTTP/1.1.";
  if (host.length > 1 || (host.length === 0 && !isOld) || !host.every((text) => HOST.test(text))) {
    return "Send one Host header with a host's name.";
  }
  if (authorization.length > 1) return "Send one Authorization header.";
  if (encodings.join(",").toLowerCase() !== (encodings.length > 0 ? "chunked" : "")) {
    return "The only Transfer-Encoding is chunked.";
  }
  // Who speaks HTTP/1.0 does not know of chunks, and sees the body end elsewhere.
  if (isOld && encodings.length > 0) return "HTTP/1.0 has no Transfer-Encoding.";
  if (expect.some((text) => text.toLowerCase() !== "100-continue")) return "The only Expect is 100-continue.";
  return undefined;
}
