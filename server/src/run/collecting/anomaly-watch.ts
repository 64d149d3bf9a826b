import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage, parseNano } from "@kubecent/shared";
import { judgeCluster } from "../../api/anomalies/judge-cluster.ts";
import type { ApiServices } from "../../api/context.ts";
import type { AnomalyRules } from "../../domain/anomalies/judge-day.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { isHistoryComing } from "../../store/anomalies/judged-days.ts";
import { assertLease, type Lease } from "../../store/collecting/leases.ts";
import { inMoment } from "../../store/connection/transaction.ts";
import { findClusters, type StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import type { LeaderWatch } from "./leader-watch.ts";
import { SEEN_ALL } from "../../store/access/visibility.ts";

interface WatchOptions {
  readonly services: ApiServices;
  readonly rules: AnomalyRules;
  readonly log: Log;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 60_000;
/** What a look returns while somebody sits at a first start and waits for the history to be there. */
const COMING = "coming";
const COMING_LOOK_EVERY_MS = 5_000;

/**
 * A day is judged when all of its hours are beyond late samples, which is a few hours after it. A look that finds no such day is one
 * small question a cluster, and nothing is asked until the next hour is due.
 */
export function watchAnomalies({
  services,
  rules,
  log,
  lookEveryMs = LOOK_EVERY_MS,
}: WatchOptions): LeaderWatch {
  return {
    run: async (lease, signal) => {
      let seen = "";
      while (!signal.aborted) {
        const state = await judgeAll({ services, rules, log }, { lease, signal, seen }).catch(
          (error: unknown) => {
            if (!signal.aborted) log.warn("anomalies.failed", { error: errorMessage(error) });
            return "";
          },
        );
        seen = state;
        const nextMs = seen === COMING ? COMING_LOOK_EVERY_MS : lookEveryMs;
        await sleep(nextMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** An amount nearer than this share to what was expected is not unusual. */
const LEAST_SHARE = 0.15;

/** Judges days as the settings say; nothing where they say so. */
export function watchConfiguredAnomalies(
  { ANOMALY_SENSITIVITY: sensitivity, ANOMALY_MIN_COST: least }: Settings,
  parts: Pick<WatchOptions, "services" | "log">,
): LeaderWatch | undefined {
  if (sensitivity === "off") return undefined;
  return watchAnomalies({
    ...parts,
    rules: { sensitivity, leastNano: parseNano(least), leastShare: LEAST_SHARE },
  });
}

interface Look {
  readonly lease: Lease;
  readonly signal: AbortSignal;
  /** What the last look was at. */
  readonly seen: string;
}

async function judgeAll(
  { services, rules, log }: WatchOptions,
  { lease, signal, seen }: Look,
): Promise<string> {
  const clusters = await inMoment(services.database, (client) => findClusters(client, {}, SEEN_ALL));
  const state = `${lastDueEnd(services.now())} ${clusters.map(({ name, dataVersion }) => `${name} ${dataVersion}`).join(" ")}`;
  if (state === seen) return seen;
  let isComing = false;
  for (const cluster of clusters) {
    if (signal.aborted) return "";
    if (await inMoment(services.database, (client) => isHistoryComing(client, cluster))) isComing = true;
    else await judgeOne({ services, rules, log }, { lease, signal }, cluster);
  }
  return isComing ? COMING : state;
}

async function judgeOne(
  { services, rules, log }: WatchOptions,
  { lease, signal }: Pick<Look, "lease" | "signal">,
  cluster: StoredCluster,
): Promise<void> {
  try {
    const assertLed = (client: Parameters<typeof assertLease>[0]): Promise<void> =>
      assertLease(client, lease);
    const days = await judgeCluster({ services, rules, assertLed }, cluster, signal);
    if (days > 0) log.info("anomalies.judged", { cluster: cluster.name, days });
  } catch (error) {
    if (!signal.aborted) log.warn("anomalies.failed", { cluster: cluster.name, error: errorMessage(error) });
  }
}
