import type { IncomingMessage } from "node:http";

/** Whether the request announces a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || declaredBytes(headers) > 0;
}

/** What the request says its body measures; 0 where it does not say. */
export function declaredBytes(headers: IncomingMessage["headers"]): number {
  return Number(headers["content-length"] ?? 0);
}
