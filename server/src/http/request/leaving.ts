import type { ServerResponse } from "node:http";

/** Aborts when the caller leaves before the answer is through. */
export function leavingOf(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // Who has left before is not heard of again.
  if (res.destroyed) controller.abort();
  res.once("close", () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}
