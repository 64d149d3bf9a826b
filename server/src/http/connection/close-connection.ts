import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { declaredBytes, hasBody } from "../request/request-state.ts";

/** The rest of a smaller body is read and thrown away by Node, and the connection lives on. */
const SMALL_BODY_BYTES = 65_536;
/** How long a caller has to see the answer while still sending. */
export const LINGER_MS = 250;

const closing = new WeakSet<Socket>();

/** Marks a connection whose last answer is on its way. */
export function closeAfter(req: IncomingMessage, res: ServerResponse): void {
  res.setHeader("Connection", "close");
  closing.add(req.socket);
}

/** Whether the last answer is on its way: what still comes in is not answered. */
export function isClosing(socket: Socket): boolean {
  return closing.has(socket);
}

/** Whether so much of the request may still come that the connection is better closed. */
export function hasMuchToCome(req: IncomingMessage): boolean {
  if (req.complete || !hasBody(req)) return false;
  const size = declaredBytes(req.headers);
  return size === 0 || size > SMALL_BODY_BYTES;
}

/**
 * Sends a complete answer, then cuts the connection. Closing it at once, with input unread, would make the peer's TCP
 * drop our answer; reading to the end would let them hold the connection.
 */
export function sendAndCut(req: IncomingMessage, res: ServerResponse, body: string): void {
  closeAfter(req, res);
  res.setHeader("Content-Length", Buffer.byteLength(body));
  res.write(body);
  req.resume();
  const cut = setTimeout(() => {
    res.end();
    req.socket.destroy();
  }, LINGER_MS);
  req.once("close", () => clearTimeout(cut));
  req.once("end", () => res.end());
}
