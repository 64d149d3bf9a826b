import { CostError } from "@kubecent/shared";
import type { RequestHandler, Response } from "express";
import { refuse } from "../answers/refuse.ts";
import { holdsTag } from "../answers/send-answer.ts";
import { byMethod } from "../request/methods.ts";
import { stateOf } from "../request/request-state.ts";
import { acceptedCoding } from "./accepted-coding.ts";
import { createPages, type Pages } from "./pages.ts";
import type { BuiltDashboard, DashboardFile } from "./read-dashboard.ts";

/** The dashboard that is served. */
export interface ServedDashboard {
  /** Null where it has not been built: its pages say so. */
  readonly built: BuiltDashboard | null;
}

const FOREVER = "public, max-age=31536000, immutable";
/** Kept, and asked for each time: a new version has other names in it. */
const ASK_AGAIN = "no-cache";

/** Serves the dashboard's page at every path that a browser may open, and its files. Anybody may have them: they hold no data. */
export function dashboardHandler({ built }: ServedDashboard): RequestHandler {
  const sendPage = byMethod("dashboard page", {
    GET: built ? pageSender(createPages(built.page)) : notBuilt,
  });
  const files = new Map([...(built?.files ?? [])].map(([path, file]) => [path, fileHandler(file)]));
  return (req, res, next) => {
    const { path } = stateOf(req);
    const sendFile = files.get(path);
    if (sendFile) return sendFile(req, res, next);
    if (isPagePath(path, req.headers.accept)) return sendPage(req, res, next);
    return next();
  };
}

/** First parts of paths that are never pages: a wrong path below them has to be told as such. */
const NO_PAGES = new Set(["api", "health", "livez", "readyz", "startupz", "metrics"]);
const MOST_PARTS = 20;

/**
 * Whether the page is served at a path: always at the root, and elsewhere to browsers that open it. What scripts ask
 * for by mistake stays a 404. `/assets` is a screen, what lies below it are files.
 */
function isPagePath(path: string, accept = ""): boolean {
  if (path === "/") return true;
  if (!path.startsWith("/")) return false;
  const [first = "", ...more] = path.slice(1).split("/");
  if (NO_PAGES.has(first) || first.startsWith(".")) return false;
  if (first === "assets" && more.length > 0) return false;
  return more.length < MOST_PARTS && accept.includes("text/html");
}

function pageSender(pages: Pages): RequestHandler {
  return (req, res) => {
    const { body, etag, policy } = pages.at(stateOf(req).path);
    res.setHeader("Content-Security-Policy", policy);
    res.setHeader("Vary", "Accept, Origin");
    res.setHeader("Cache-Control", ASK_AGAIN);
    sendTagged(res, { etag, type: "text/html; charset=utf-8", body });
  };
}

function fileHandler({ bodies, type, etag, isNamedByContents }: DashboardFile): RequestHandler {
  return byMethod("dashboard file", {
    GET: (req, res) => {
      const coding = acceptedCoding(req.headers["accept-encoding"], bodies);
      res.setHeader("Vary", "Accept-Encoding, Origin");
      res.setHeader("Cache-Control", isNamedByContents ? FOREVER : ASK_AGAIN);
      if (coding !== "identity") res.setHeader("Content-Encoding", coding);
      const tag = coding === "identity" ? etag : etag.replace(/"$/, `-${coding}"`);
      sendTagged(res, { etag: tag, type, body: bodies[coding] ?? bodies.identity });
    },
  });
}

interface Tagged {
  readonly etag: string;
  readonly type: string;
  readonly body: Buffer;
}

function sendTagged(res: Response, { etag, type, body }: Tagged): void {
  res.setHeader("ETag", etag);
  if (holdsTag(res.req.headers["if-none-match"], etag)) {
    res.statusCode = 304;
    res.removeHeader("Content-Encoding");
    return void res.end();
  }
  res.setHeader("Content-Type", type);
  res.setHeader("Content-Length", body.length);
  res.end(body);
}

const notBuilt: RequestHandler = (_req, res) => {
  const message =
    "The dashboard has not been built. Build it with `npm run build:dashboard` and start the service again, or turn it off with DASHBOARD_ENABLED=false.";
  refuse(res, new CostError("NOT_FOUND", message));
};
