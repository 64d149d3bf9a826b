import type { IncomingMessage } from "node:http";
import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { hasMuchToCome } from "../connection/close-connection.ts";
import { refuse } from "../answers/refuse.ts";
import { declaredBytes, hasBody } from "./declared-bytes.ts";

/** Methods whose requests have bodies as a rule. */
const USUAL_METHODS = new Set(["POST", "PUT", "PATCH"]);
const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?[ \t]*$/i;

/** Whether the request's body is read, whatever the method: what nobody looked at could be anything. */
export function readsBody(req: IncomingMessage): boolean {
  return req.method !== "OPTIONS" && hasBody(req);
}

/** Refuses a body by what the headers say of it, before a byte of it is read. */
export function bodyHeaders(maxRequestBytes: number): RequestHandler {
  return (req, res, next) => {
    const size = declaredBytes(req.headers);
    if (size > maxRequestBytes) return refuse(req, res, tooLarge(maxRequestBytes), { size });
    if (readsBody(req)) {
      const message = typeFault(req.headers);
      if (message !== undefined) return refuse(req, res, new CostError("UNSUPPORTED_MEDIA_TYPE", message));
    }
    // Preflights and probes are answered without it, and no other request is to wait behind it.
    if (!USUAL_METHODS.has(req.method) && hasMuchToCome(req)) res.setHeader("Connection", "close");
    next();
  };
}

/** The refusal of a body that is too large. */
export function tooLarge(maxRequestBytes: number): CostError {
  return new CostError("REQUEST_TOO_LARGE", `A request body may have ${maxRequestBytes} bytes at most.`);
}

function typeFault(headers: IncomingMessage["headers"]): string | undefined {
  // What is packed could unpack to any size.
  if (headers["content-encoding"] !== undefined) return "Send the body as it is, without a Content-Encoding.";
  return JSON_TYPE.test(headers["content-type"] ?? "") ? undefined : "Send Content-Type: application/json.";
}
