import { QueryClient } from "@tanstack/react-query";
import { isRetried, retryDelayMs } from "./retry.ts";

const MINUTE_MS = 60_000;

/** What the page remembers of its answers. One for each session: the next caller may see less. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // An answer changes when an hour is written, and then its data version does: `freshness.ts` looks at that.
        staleTime: 5 * MINUTE_MS,
        gcTime: 10 * MINUTE_MS,
        refetchOnWindowFocus: true,
        retry: isRetried,
        retryDelay: retryDelayMs,
      },
    },
  });
}
