import type { ServerResponse } from "node:http";
import type { Request } from "express";
import { KEY_HEADER } from "../../api/change.ts";
import type { ApiServices, Context } from "../../api/context.ts";
import { batchSize } from "../trpc/batch.ts";
import { clientAddress, stateOf } from "./request-state.ts";

/** What the procedures of a request get. */
export function callContext(req: Request, services: ApiServices): Context {
  const { id, identity } = stateOf(req);
  return {
    requestId: id,
    identity,
    services,
    clientAddress: clientAddress(req),
    sentKey: {
      values: req.headersDistinct[KEY_HEADER.toLowerCase()] ?? [],
      calls: batchSize(req),
      onReplay: () => markReplayed(req),
    },
  };
}

/** The header of an answer that an earlier request with the same key got. */
export const REPLAYED_HEADER = "Idempotency-Replayed";

function markReplayed({ res }: Request): void {
  // Of an answer that goes out as a stream the headers may be gone.
  if (res && !res.headersSent) res.setHeader(REPLAYED_HEADER, "true");
}

/** A signal that aborts when the connection closes before the answer is through. */
export function closeSignal(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // "close" does not fire again on a socket that is closed already.
  if (res.destroyed) controller.abort();
  res.once("close", () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}
