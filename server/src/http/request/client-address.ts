import { isIP } from "node:net";
import type { Request } from "express";

/** The caller's address. What a trusted proxy says is checked too: Express takes any text for an address. */
export function clientAddress(req: Request): string {
  const { ip } = req;
  return ip !== undefined && isIP(ip) !== 0 ? ip : (req.socket.remoteAddress ?? "unknown");
}
