import type { ServerResponse } from "node:http";

/** Aborts when the caller leaves before the answer is through. */
export function leavingOf(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}
