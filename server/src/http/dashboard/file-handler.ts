import type { RequestHandler, Response } from "express";
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

/** Codings of a body, best first. */
const CODINGS = ["br", "gzip"] as const;

export type Coding = (typeof CODINGS)[number] | "identity";

/** The best coding that there is and that the client takes. RFC 9110 12.5.3; a weight of 0 refuses. */
export function acceptedCoding(
  acceptEncoding: string | string[] | undefined,
  there: Partial<Record<Coding, unknown>>,
): Coding {
  const accepted = acceptedNames(String(acceptEncoding ?? ""));
  return CODINGS.find((coding) => there[coding] !== undefined && accepted.has(coding)) ?? "identity";
}

function acceptedNames(header: string): ReadonlySet<string> {
  const offers = header.split(",").map((offer) =>
    offer
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/),
  );
  return new Set(offers.flatMap(([name = "", weight = "1"]) => (Number(weight) > 0 ? [name] : [])));
}
