import type { IncomingMessage, ServerResponse } from "node:http";
import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { refuse } from "../answers/refuse.ts";
import { readsBody, tooLarge } from "./body-headers.ts";
import { jsonShapeFault } from "./json-shape.ts";
import { stateOf } from "./request-state.ts";

/** Reads JSON bodies: counted, not deep, and well formed. */
export function jsonBody(maxRequestBytes: number): RequestHandler {
  return async (req, res, next) => {
    if (!readsBody(req)) {
      // tRPC wants a type even where there is nothing to have one.
      req.headers["content-type"] = "application/json";
      req.body = "";
      return next();
    }
    const bytes = await read(req, res, maxRequestBytes);
    if (bytes === "gone") return;
    if (typeof bytes === "number") return refuse(req, res, tooLarge(maxRequestBytes), { size: bytes });

    const { text, value } = readJson(bytes, "body");
    stateOf(req).body = value;
    // tRPC takes a text as it is; it would write a parsed body down again.
    req.body = text;
    next();
  };
}

/** The bytes of the body; the count at which it was too large; or "gone", when the caller left half-way. */
async function read(
  req: IncomingMessage,
  res: ServerResponse,
  maxRequestBytes: number,
): Promise<Buffer | number | "gone"> {
  if (req.headers.expect !== undefined) res.writeContinue();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Leaving the loop must not destroy the request: the answer goes out on the same socket.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > maxRequestBytes) return size;
      chunks.push(chunk);
    }
  } catch {
    return "gone";
  }
  return Buffer.concat(chunks);
}

/** JSON as it was sent, and what it means; nothing where nothing was sent. Throws BAD_REQUEST where it is none. */
export function readJson(bytes: Uint8Array, what: "body" | "input"): { text: string; value: unknown } {
  const fault = jsonShapeFault(bytes);
  if (fault !== undefined) throw new CostError("BAD_REQUEST", fault);
  try {
    // A byte order mark is no part of JSON: it stays, and is refused.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, value: text === "" ? undefined : JSON.parse(text) };
  } catch (cause) {
    throw new CostError("BAD_REQUEST", `The ${what} is not JSON in UTF-8.`, { cause });
  }
}
