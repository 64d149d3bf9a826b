import type pg from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage, parseNano } from "@kubecent/shared";
import { judgeCluster } from "../../api/anomalies/judge-cluster.ts";
import type { ApiServices } from "../../api/context.ts";
import type { AnomalyRules } from "../../domain/anomalies/judge-day.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import { listJudgedDays } from "../../store/anomalies/judged-days.ts";
import { listHistoriesComing } from "../../store/collecting/histories-coming.ts";
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
/** While a history comes in, somebody may sit at a first start and wait. */
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
      let seen = NOTHING;
      while (!signal.aborted) {
        seen = await judgeAll({ services, rules, log }, { lease, signal, seen }).catch((error: unknown) => {
          if (!signal.aborted) log.warn("anomalies.failed", { error: errorMessage(error) });
          return NOTHING;
        });
        const nextMs = seen.isComing ? COMING_LOOK_EVERY_MS : lookEveryMs;
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

/** What a look was at: while it stays the same, there is nothing to judge. */
interface SeenData {
  readonly state: string;
  /** Whether the history of a cluster is still coming in. */
  readonly isComing: boolean;
}
const NOTHING: SeenData = { state: "", isComing: false };

interface Look {
  readonly lease: Lease;
  readonly signal: AbortSignal;
  /** Of the last look. */
  readonly seen: SeenData;
}

async function judgeAll(
  { services, rules, log }: WatchOptions,
  { lease, signal, seen }: Look,
): Promise<SeenData> {
  const { clusters, coming } = await inMoment(services.database, async (client) => ({
    clusters: await findClusters(client, {}, SEEN_ALL),
    coming: await listUnjudgedComing(client),
  }));
  const versions = clusters.map(
    ({ name, dataVersion }) => `${name} ${coming.has(name) ? "coming" : dataVersion}`,
  );
  const state = `${lastDueEnd(services.now())} ${versions.join(" ")}`;
  if (state === seen.state) return seen;
  for (const cluster of clusters.filter(({ name }) => !coming.has(name))) {
    if (signal.aborted) return NOTHING;
    await judgeOne({ services, rules, log }, { lease, signal }, cluster);
  }
  return { state, isComing: coming.size > 0 };
}

/**
 * The clusters that were never judged and are still getting their history. Days are judged oldest first and once: who began now would
 * pass over all days that are to come.
 */
export async function listUnjudgedComing(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const judged = new Set((await listJudgedDays(client)).map(({ cluster }) => cluster));
  return new Set([...(await listHistoriesComing(client))].filter((name) => !judged.has(name)));
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
