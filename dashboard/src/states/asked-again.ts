import { KubeCentError } from "@kubecent/sdk";

/** How long after a failure that may pass the service is asked anew, where it does not say itself. */
const ASKED_AGAIN_MS = 10_000;

/** Whether what failed may work later as it is: the service or its database is away, or has too much to do. */
export function mayPass(error: unknown): boolean {
  if (!KubeCentError.is(error)) return false;
  if (error.kind === "connection" || error.kind === "timeout") return true;
  return error.status === 429 || (error.status ?? 0) >= 500;
}

/** After how long a page that has given up asks again by itself; undefined where only people can help. */
export function askedAgainMs(error: unknown): number | undefined {
  if (!mayPass(error)) return undefined;
  const asked = KubeCentError.is(error) ? error.retryAfterMs : undefined;
  return Math.max(asked ?? 0, ASKED_AGAIN_MS);
}
