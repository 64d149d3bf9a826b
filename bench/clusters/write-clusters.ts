import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import { allocateHour } from "../../server/src/domain/allocation/price-hour.ts";
import { observedUsage } from "../../server/src/domain/usage/observed-usage.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import type { Database } from "../../server/src/store/connection/database.ts";
import { writeHour } from "../../server/src/store/hours/write-hour.ts";
import { makeDay } from "../../server/src/store/sums/days/make-day.ts";
import { ROUND_BOOK } from "../../test/support/observations.ts";
import { observeSizedCluster } from "../storage/sized-cluster.ts";
import { timeEach, type Took } from "./took.ts";

/** How many clusters there are, how large each is, and how many hours are written at a time. */
export interface FleetSize {
  readonly containers: number;
  readonly firstHour: Instant;
  readonly hours: number;
  readonly lanes: number;
}

/** Makes clusters known, by the names `cluster-0` and so on; throws where the database has some. */
export async function registerClusters(database: Database, count: number): Promise<number[]> {
  const { rowCount } = await database.primary.query("select from cluster limit 1");
  if (rowCount !== 0) throw new Error("Found clusters in the database, wanted an empty one");
  const ids: number[] = [];
  for (let index = 0; index < count; index++) {
    const name = `cluster-${index}`;
    ids.push(await registerCluster(database, { name, source: "prometheus", currency: ROUND_BOOK.currency }));
  }
  return ids;
}

/** Writes each hour of all clusters before the next one, as collectors do; making it up and allocating it are not timed. */
export async function writeHours(
  database: Database,
  clusterIds: readonly number[],
  { containers, firstHour, hours, lanes }: FleetSize,
): Promise<Took> {
  const whole = { eachMs: new Array<number>(), wholeMs: 0 };
  for (let hour = firstHour; hour < firstHour + hours * HOUR_MS; hour += HOUR_MS) {
    const observation = observeSizedCluster({ containers, churn: 0.02 }, hour);
    const costs = allocateHour(observation, ROUND_BOOK);
    const usage = observedUsage(observation);
    const written = { costs, usage, status: "closed", collectedAt: hour + 4 * HOUR_MS } as const;
    const { eachMs, wholeMs } = await timeEach(clusterIds, lanes, (clusterId) =>
      writeHour(database, { clusterId, ...written }),
    );
    whole.eachMs.push(...eachMs);
    whole.wholeMs += wholeMs;
  }
  return whole;
}

/** Makes the day of each cluster's first hour. */
export function makeDays(
  database: Database,
  clusterIds: readonly number[],
  { firstHour }: FleetSize,
): Promise<Took> {
  const day = firstHour - (firstHour % DAY_MS);
  return timeEach(clusterIds, 1, (clusterId) => makeDay(database, { clusterId, day }));
}
