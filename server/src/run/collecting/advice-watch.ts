import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "@kubecent/shared";
import type { ApiServices } from "../../api/context.ts";
import { STORED_EVIDENCE } from "../../api/recommendations/round/evidence-readers.ts";
import { recommendRound } from "../../api/recommendations/round/recommend-round.ts";
import { lastClosedEnd } from "../../domain/windows/due.ts";
import type { Log } from "../../log/logger.ts";
import { assertLease, type Lease } from "../../store/collecting/leases.ts";
import type { LeaderWatch } from "./leader-watch.ts";

interface WatchOptions {
  readonly services: ApiServices;
  readonly log: Log;
}

const LOOK_EVERY_MS = 60_000;
/** After a first start somebody is sitting there and waits. */
const FIRST_LOOK_EVERY_MS = 5_000;

/**
 * Advises anew when a day has closed and its sums stand. That is an event and no time of day: a day may be stored late. A look costs
 * three small statements a cluster.
 */
export function watchAdvice({ services, log }: WatchOptions): LeaderWatch {
  return {
    run: async (lease, signal) => {
      while (!signal.aborted) {
        const isWaitedFor = await look({ services, log }, lease, signal).catch((error: unknown) => {
          if (!signal.aborted) log.warn("advice.failed", { error: errorMessage(error) });
          return false;
        });
        const nextMs = isWaitedFor ? FIRST_LOOK_EVERY_MS : LOOK_EVERY_MS;
        await sleep(nextMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** Returns whether a cluster has had no advice yet. */
async function look({ services, log }: WatchOptions, lease: Lease, signal: AbortSignal): Promise<boolean> {
  const startedAt = performance.now();
  const { advised: clusters, unadvised } = await recommendRound({
    database: services.database,
    readers: STORED_EVIDENCE,
    until: lastClosedEnd(services.now()),
    assertHeld: (client) => assertLease(client, lease),
    signal,
  });
  if (clusters === 0) return unadvised > 0;
  services.cache.versions.expire();
  log.info("advice.renewed", { clusters, duration_ms: Math.round(performance.now() - startedAt) });
  return unadvised > 0;
}
