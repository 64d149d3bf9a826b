import type { RequestHandler, Response } from "express";
import { acceptedCoding } from "../answers/accepted-coding.ts";
import { holdsTag } from "../answers/send-answer.ts";
import { byMethod } from "../request/methods.ts";
import type { DashboardFile } from "./read-dashboard.ts";

const FOREVER = "public, max-age=31536000, immutable";
/** Kept, and asked for each time: the next version has other contents. */
export const ASK_AGAIN = "no-cache";

/** Sends a file of the dashboard in the best coding that the client takes. */
export function fileHandler({ bodies, type, etag, isNamedByContents }: DashboardFile): RequestHandler {
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

export interface Tagged {
  readonly etag: string;
  readonly type: string;
  readonly body: Buffer;
}

/** Sends a body, or that the client has it already. */
export function sendTagged(res: Response, { etag, type, body }: Tagged): void {
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
