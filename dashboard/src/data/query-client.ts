import { KubeCentError } from "@kubecent/sdk";
import { QueryClient } from "@tanstack/react-query";
import type { Session } from "../session/session.ts";
import { mayPass } from "../states/asked-again.ts";

const MINUTE_MS = 60_000;

const clients = new WeakMap<Session, QueryClient>();

/** What the page remembers of its answers. One for each session: the next caller may see less. */
export function queriesOf(session: Session): QueryClient {
  const known = clients.get(session) ?? makeQueryClient();
  clients.set(session, known);
  return known;
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // An answer changes when an hour is written, and then its data version does: `useFreshness` looks at that.
        staleTime: 5 * MINUTE_MS,
        gcTime: 10 * MINUTE_MS,
        refetchOnWindowFocus: true,
        retry: isRetried,
        retryDelay: retryDelayMs,
      },
    },
  });
}

const SECOND_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;
/** A service that is busy says when to come again; it is asked as often as that. */
const MOST_TIMES_WAITED = 5;
const MOST_RETRIES = 2;

/** Whether a failed question is asked again by itself: the SDK is told not to, so that the page can say what it waits for. */
export function isRetried(failures: number, error: Error): boolean {
  if (!KubeCentError.is(error)) return false;
  if (error.retryAfterMs !== undefined && isBusy(error)) return failures < MOST_TIMES_WAITED;
  return mayPass(error) && error.status !== 429 && failures < MOST_RETRIES;
}

/** How long to wait for the next attempt: what the service asked for, else half a second, then twice as long each time. */
export function retryDelayMs(failures: number, error: Error): number {
  const asked = KubeCentError.is(error) ? error.retryAfterMs : undefined;
  const delay = asked ?? Math.min((SECOND_MS / 2) * 2 ** failures, LONGEST_WAIT_MS);
  dueAt.set(error, Date.now() + delay);
  return delay;
}

/** When the question that failed with this error is asked again; undefined where it is not. */
export function retryDueAt(error: Error): number | undefined {
  return isBusy(error) ? dueAt.get(error) : undefined;
}

const dueAt = new WeakMap<Error, number>();

function isBusy(error: Error): boolean {
  return KubeCentError.is(error) && (error.status === 429 || error.status === 503);
}
