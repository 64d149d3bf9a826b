import cors from "cors";
import type { RequestHandler } from "express";
import { KEY_HEADER } from "../../api/changes/sent-key.ts";
import { FILE_HEADERS } from "../exports/export-headers.ts";
import { REPLAYED_HEADER } from "../request/call-context.ts";
import type { HeaderSetter } from "./headers-set-by.ts";

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
