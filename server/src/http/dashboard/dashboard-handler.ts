import { CostError } from "@kubecent/shared";
import type { RequestHandler } from "express";
import { refuse } from "../answers/refuse.ts";
import { byMethod } from "../request/methods.ts";
import { stateOf } from "../request/request-state.ts";
import { ASK_AGAIN, fileHandler, sendTagged } from "./file-handler.ts";
import { createPages, type Pages } from "./pages.ts";
import type { ServedDashboard } from "./read-dashboard.ts";

/**
 * Serves the files that the dashboard's page loads. They stand in memory, and refusing one costs as much as sending it: so
 * they are not counted, and a company behind one address does not run out of pages.
 */
export function dashboardFiles({ built }: ServedDashboard): RequestHandler {
  const files = new Map([...(built?.files ?? [])].map(([path, file]) => [path, fileHandler(file)]));
  return (req, res, next) => {
    const sendFile = files.get(stateOf(req).path);
    if (sendFile) sendFile(req, res, next);
    else next();
  };
}

/** Serves the dashboard's page at every path that a browser may open. Anybody may have it: it holds no data. */
export function dashboardPage({ built, signInWays }: ServedDashboard): RequestHandler {
  const sendPage = byMethod("dashboard page", {
    GET: built ? pageSender(createPages(built.page, signInWays)) : notBuilt,
  });
  return (req, res, next) => {
    const { path } = stateOf(req);
    if (isPagePath(path, req.headers.accept)) return sendPage(req, res, next);
    return next();
  };
}

/** First parts of paths that are never pages: a wrong path below them has to be told as such. */
const NO_PAGES = new Set(["api", "files", "health", "livez", "readyz", "startupz", "metrics"]);
const MOST_PARTS = 20;

/**
 * Whether the page is served at a path: always at the root, and elsewhere to browsers that open it. What scripts ask
 * for by mistake stays a 404.
 */
function isPagePath(path: string, accept = ""): boolean {
  if (path === "/") return true;
  if (!path.startsWith("/")) return false;
  const [first = "", ...more] = path.slice(1).split("/");
  if (NO_PAGES.has(first) || first.startsWith(".")) return false;
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

const notBuilt: RequestHandler = (_req, res) => {
  const message =
    "The dashboard has not been built. Build it with `npm run build:dashboard` and start the service again, or turn it off with DASHBOARD_ENABLED=false.";
  refuse(res, new CostError("NOT_FOUND", message));
};
