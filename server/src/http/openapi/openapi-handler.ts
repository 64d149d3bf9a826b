import type { AnyRouter } from "@trpc/server";
import { Router } from "express";
import { CACHE_ANSWER } from "../answers/answer-headers.ts";
import { byMethod } from "../answers/by-method.ts";
import { sendJsonText } from "../answers/send-json.ts";
import { openApiDocument } from "./document.ts";

const PATH = "/api/openapi.json";

/** Serves the REST API's description; anybody may read it. */
export function openApiHandler(router: AnyRouter, version: string): Router {
  const text = JSON.stringify(openApiDocument(router, version));
  const door = Router({ caseSensitive: true, strict: true });
  door.all(
    PATH,
    byMethod(PATH, {
      GET: (_req, res) => {
        res.setHeader("Cache-Control", CACHE_ANSWER);
        sendJsonText(res, 200, text);
      },
    }),
  );
  return door;
}
