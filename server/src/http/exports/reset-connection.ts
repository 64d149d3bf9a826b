import type { ServerResponse } from "node:http";

/**
 * Ends an answer half-way so that nobody takes it for a whole one. Over HTTP/1.0, which some proxies speak to us, an answer
 * ends where its connection does: only a reset tells that something is missing.
 */
export function resetConnection({ req: { socket } }: ServerResponse): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}
