import { HOUR_MS, type Instant } from "@kubecent/shared";
import { allocateHour } from "../../server/src/domain/allocation/price-hour.ts";
import type { Observation, SourceKind } from "../../server/src/domain/observation.ts";
import { observedUsage } from "../../server/src/domain/usage/observed-usage.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { writeHour } from "../../server/src/store/hours/write-hour.ts";
import { ROUND_BOOK } from "./observations.ts";
import type { Database } from "../../server/src/store/connection/database.ts";

/** Stores observations of one cluster as the collector would, at round prices. */
export async function storeHours(
  database: Database,
  name: string,
  observations: readonly Observation[],
): Promise<number> {
  const source: SourceKind = observations[0]?.source ?? "prometheus";
  const clusterId = await registerCluster(database, { name, source, currency: ROUND_BOOK.currency });
  for (const observation of observations) await storeHour(database, clusterId, observation);
  return clusterId;
}

/** Stores one observed hour, closed. */
export function storeHour(
  database: Database,
  clusterId: number,
  observation: Observation,
): Promise<"written" | "unchanged"> {
  return writeHour(database, {
    clusterId,
    costs: allocateHour(observation, ROUND_BOOK),
    usage: observedUsage(observation),
    advice: observation.advice,
    status: "closed",
    collectedAt: observation.hour + 4 * HOUR_MS,
  });
}

/** `count` hours from `first` on. */
export function hoursFrom(first: Instant, count: number): Instant[] {
  return Array.from({ length: count }, (_, index) => first + index * HOUR_MS);
}
