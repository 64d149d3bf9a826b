import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import cors from "cors";
import type { RequestHandler } from "express";
import helmet from "helmet";
import { KEY_HEADER } from "../../api/change.ts";
import { REPLAYED_HEADER } from "../request/call-context.ts";

/** What varies an answer: who asks, in which form, packed how, from which page. */
export const VARY = "Authorization, Accept, Accept-Encoding, Origin";

/** An answer belongs to its caller, who asks again whether it still holds. */
export const CACHE_ANSWER = "private, no-cache";
/** What must not be kept: refusals, and answers with a secret that is shown only once. */
export const CACHE_NOTHING = "no-store";

/** Names and values of headers in turn, as `writeHead` takes them. */
export type HeaderList = readonly string[];

/** Sets headers on an answer that more headers may be set on. */
export function setHeaders(res: ServerResponse, headers: HeaderList): void {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    res.setHeader(headers[index] ?? "", headers[index + 1] ?? "");
  }
}

/** Headers of files that pages of other origins may read. */
export const FILE_HEADERS = [
  "Content-Disposition",
  "X-Kubecent-Coverage",
  "X-Kubecent-Currency",
  "X-Kubecent-Data-Version",
  "X-Kubecent-Export-Id",
  "X-Kubecent-Read-From",
  "X-Kubecent-Rows",
  "X-Kubecent-Window",
];

const READABLE_HEADERS = [
  ...FILE_HEADERS,
  "ETag",
  REPLAYED_HEADER,
  "RateLimit",
  "RateLimit-Policy",
  "Retry-After",
  "WWW-Authenticate",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "X-Request-Id",
];
const ACCEPTED_HEADERS = [
  "Authorization",
  "Content-Type",
  "If-None-Match",
  KEY_HEADER,
  "Trpc-Accept",
  "X-Kubecent-Client",
  "X-Request-Id",
];
const PREFLIGHT_SECONDS = 600;

/** Lets pages of these origins read answers, refusals among them. There are no cookies, so no credentials. */
export function crossOrigin(origins: readonly string[]): HeaderSetter {
  const allow = cors({
    // A list that holds "*" would allow nobody.
    origin: origins.includes("*") ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST", "DELETE"],
    allowedHeaders: ACCEPTED_HEADERS,
    exposedHeaders: READABLE_HEADERS,
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
    // Answered below, once its framing has been looked at like that of any other request.
    preflightContinue: true,
  });
  return (req, res, next) => {
    // Nothing varies an answer before this.
    res.setHeader("Vary", "Origin");
    allow(req, res, next);
  };
}

/** Answers OPTIONS, for any path: what may be asked is in the headers already. */
export const answerPreflight: RequestHandler = (req, res, next) => {
  if (req.method !== "OPTIONS") return next();
  res.statusCode = 204;
  res.setHeader("Content-Length", 0);
  res.end();
};

/**
 * Headers for answers that are data: a browser that is made to show one as a page shows nothing and runs nothing.
 * Strict-Transport-Security is the ingress's to send: this port speaks plain HTTP. They are the same for every answer,
 * so helmet is asked once.
 */
export function securityHeaders(): HeaderSetter {
  const asked = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
  });
  const headers = headersSetBy([asked]);
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

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

/** The fixed headers of an answer from memory, by the origin of the page that asks; undefined for an origin that is not known. */
export type FixedHeaders = (origin: string | undefined) => HeaderList | undefined;

/** Asks the middlewares once for each origin that is allowed: for an answer from memory, asking them each time would take too long. */
export function fixedHeaders(setters: readonly HeaderSetter[], origins: readonly string[]): FixedHeaders {
  const pages = [undefined, ...origins];
  const lists = new Map(pages.map((origin) => [origin, withoutVary(headersSetBy(setters, origin))]));
  const ofAnyPage = lists.get("*");
  return (origin) => lists.get(origin) ?? ofAnyPage;
}

/**
 * Sets what is fixed on an answer of the app. The middlewares are asked only where something of the request counts: before a change
 * of another origin's page (OPTIONS), and of a page whose origin is not known.
 */
export function fixedOrAsked(fixed: FixedHeaders, setters: readonly HeaderSetter[]): HeaderSetter {
  return (req, res, next) => {
    const headers = req.method === "OPTIONS" ? undefined : fixed(req.headers.origin);
    if (!headers) for (const set of setters) set(req, res, () => undefined);
    else {
      setHeaders(res, headers);
      // Nothing varies an answer before this.
      res.setHeader("Vary", "Origin");
    }
    next();
  };
}

/** What an answer varies by is the answer's own to say, in full. */
function withoutVary(headers: readonly (readonly [string, string])[]): HeaderList {
  return headers.filter(([name]) => name.toLowerCase() !== "vary").flat();
}
