import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import { judgeCluster } from "../../../server/src/api/anomalies/judge-cluster.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import type { AnomalyRules } from "../../../server/src/domain/anomalies/judge-day.ts";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { inMoment } from "../../../server/src/store/connection/transaction.ts";
import { findClusters } from "../../../server/src/store/queries/clusters/stored-clusters.ts";
import { SEEN_ALL } from "../../../server/src/store/access/visibility.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { daysFrom, type ScaledDays, storeScaledDays } from "../../support/scaled-days.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";

export const MARCH = Date.parse("2026-03-01T00:00:00Z");
export const NAMESPACES = ["shop", "search", "batch", "kube-system"] as const;
export const RULES: AnomalyRules = { sensitivity: "normal", leastNano: 1_000_000_000n, leastShare: 0.15 };

/** A day of March 2026 or later, such as `06-05`. */
export function day(date: string): Instant {
  return Date.parse(`2026-${date}T00:00:00Z`);
}

interface World extends Pick<ScaledDays, "factor" | "hours" | "isPrice"> {
  readonly until: Instant;
  /** Each with one workload; the four of `NAMESPACES` by default. */
  readonly namespaces?: readonly string[];
}

/** Stores days of a cluster from March on; what a namespace costs goes by `factor`. */
export async function storeWorld(
  database: Database,
  name: string,
  { until, namespaces = NAMESPACES, ...world }: World,
): Promise<number> {
  const clusterId = await storeHours(
    database,
    name,
    hoursFrom(MARCH, 24).map((hour) => observed(hour, namespaces)),
  );
  const days = daysFrom(MARCH + DAY_MS, (until - MARCH) / DAY_MS - 1);
  await storeScaledDays(database, { ...world, clusterId, template: MARCH, days });
  return clusterId;
}

function observed(hour: number, namespaces: readonly string[]) {
  const pods = namespaces.map((namespace) =>
    createPod({
      namespace,
      name: namespace,
      uid: namespace,
      containers: [createContainer({ cpuRequest: 20 })],
    }),
  );
  return createObservation({ hour, pods, nodes: [createNode({ cpuCores: 20 * namespaces.length })] });
}

/** Judges all days that have ended three hours before `now`. Returns how many. */
export async function judgeAll(
  services: ApiServices,
  name: string,
  assertLed: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const [cluster] = await inMoment(services.database, (client) =>
    findClusters(client, { names: [name] }, SEEN_ALL),
  );
  if (!cluster) throw new Error(`There is no cluster ${name}`);
  return judgeCluster({ services, rules: RULES, assertLed }, cluster, new AbortController().signal);
}

/** When all hours before a day are beyond late samples. */
export function afterDay(date: string): Instant {
  return day(date) + 3 * HOUR_MS + 10 * 60_000;
}
