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
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 60_000;

/**
 * Advises anew when a day has closed and its sums stand. That is an event and no time of day: a day may be stored late. A look costs
 * two small statements a cluster.
 */
export function watchAdvice({ services, log, lookEveryMs = LOOK_EVERY_MS }: WatchOptions): LeaderWatch {
  return {
    run: async (lease, signal) => {
      while (!signal.aborted) {
        await look(services, log, lease).catch((error: unknown) => {
          if (!signal.aborted) log.warn("advice.failed", { error: errorMessage(error) });
        });
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

async function look(services: ApiServices, log: Log, lease: Lease): Promise<void> {
  const startedAt = performance.now();
  const clusters = await recommendRound({
    database: services.database,
    readers: STORED_EVIDENCE,
    until: lastClosedEnd(services.now()),
    assertHeld: (client) => assertLease(client, lease),
  });
  if (clusters === 0) return;
  services.cache.versions.expire();
  log.info("advice.renewed", { clusters, duration_ms: Math.round(performance.now() - startedAt) });
}
