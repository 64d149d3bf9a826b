import type { IncomingMessage, ServerResponse } from "node:http";
import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { refuse } from "../answers/refuse.ts";
import { hasMuchToCome } from "../connection/close-connection.ts";
import { declaredBytes, hasBody, stateOf } from "./request-state.ts";

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
    if (typeof bytes === "number") return refuse(res, tooLarge(maxRequestBytes), { size: bytes });

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
    if (!hasBody(req)) return next();
    const size = declaredBytes(req.headers);
    if (size > maxRequestBytes) return refuse(res, tooLarge(maxRequestBytes), { size });
    if (readsBody(req)) {
      const message = typeFault(req.headers);
      if (message !== undefined) return refuse(res, new CostError("UNSUPPORTED_MEDIA_TYPE", message));
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

const DEEPEST = 32;
const MOST_TOKENS = 100_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What is wrong with the shape of a JSON text, before it is parsed: a few megabytes of brackets would hold the
 * process up, or overflow its stack where they are written again. 10 MB of them take less than a millisecond,
 * 10 MB of one string about 20.
 */
export function jsonShapeFault(text: Uint8Array): string | undefined {
  let depth = 0;
  let tokens = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === QUOTE) at = endOfString(text, at);
    if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1;
    if (byte === COMMA || byte === COLON || byte === OPEN_LIST || byte === OPEN_OBJECT) tokens += 1;
    if (depth > DEEPEST) return `The JSON is too deep: ${DEEPEST} levels are accepted.`;
    if (tokens > MOST_TOKENS) return `The JSON has too many parts: ${MOST_TOKENS} are accepted.`;
  }
  return undefined;
}

/** The place of the quote that ends the string which begins at `start`; no byte of UTF-8 looks like a quote. */
function endOfString(text: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
  return at;
}
