import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnyRouter } from "@trpc/server";
import { Router } from "express";
import { contentSecurityPolicy } from "helmet";
import { CACHE_ANSWER } from "../answers/answer-headers.ts";
import { sendJsonText } from "../answers/send-answer.ts";
import { byMethod } from "../request/methods.ts";
import { openApiDocument } from "./document.ts";

const PATH = "/api/docs";
/** Where the guide's users look for the same pages. */
const OTHER_PATH = "/api/redoc";
const ONE_DAY_SECONDS = 86_400;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>KubeCent API</title>
    <link rel="stylesheet" href="${PATH}/swagger-ui.css">
  </head>
  <body>
    <div id="pages"></div>
    <script src="${PATH}/swagger-ui-bundle.js"></script>
    <script src="${PATH}/start.js"></script>
  </body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#pages",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** Serves the API's documentation as pages to read and try; anybody may, the questions themselves want a token. */
export function docsHandler(): Router {
  const routes = Router({ caseSensitive: true, strict: true });
  routes.use(PATH, pageHeaders());
  for (const { path, type, body } of assets()) {
    routes.all(
      path,
      byMethod(path, {
        GET: (_req, res) => {
          res.setHeader("Cache-Control", `public, max-age=${ONE_DAY_SECONDS}`);
          res.setHeader("Content-Type", type);
          res.end(body);
        },
      }),
    );
  }
  routes.all(OTHER_PATH, byMethod(OTHER_PATH, { GET: (_req, res) => res.redirect(PATH) }));
  return routes;
}

/** Unlike answers, this page runs scripts and styles: our own, and nobody else's. */
function pageHeaders(): ReturnType<typeof contentSecurityPolicy> {
  return contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // Swagger UI sets styles on elements as it draws them.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  });
}

function assets(): Asset[] {
  // Its main module would load the whole page's code into this process: only where its files are is wanted.
  const folder = fileURLToPath(new URL(".", import.meta.resolve("swagger-ui-dist/package.json")));
  const script = "text/javascript; charset=utf-8";
  return [
    { path: PATH, type: "text/html; charset=utf-8", body: PAGE },
    { path: `${PATH}/start.js`, type: script, body: START },
    {
      path: `${PATH}/swagger-ui.css`,
      type: "text/css; charset=utf-8",
      body: readFileSync(`${folder}swagger-ui.css`, "utf8"),
    },
    {
      path: `${PATH}/swagger-ui-bundle.js`,
      type: script,
      body: readFileSync(`${folder}swagger-ui-bundle.js`, "utf8"),
    },
  ];
}

const DOCUMENT_PATH = "/api/openapi.json";

/** Serves the REST API's description; anybody may read it. */
export function openApiHandler(router: AnyRouter, version: string): Router {
  const text = JSON.stringify(openApiDocument(router, version));
  const routes = Router({ caseSensitive: true, strict: true });
  routes.all(
    DOCUMENT_PATH,
    byMethod(DOCUMENT_PATH, {
      GET: (_req, res) => {
        res.setHeader("Cache-Control", CACHE_ANSWER);
        sendJsonText(res, 200, text);
      },
    }),
  );
  return routes;
}
