import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { run, sql } from "../../connection/sql.ts";
import { edgeHours } from "../where/edge-hours.ts";

/** How much was seen of one cluster, day by day. */
export interface SeenDays {
  readonly clusterId: number;
  /** The first and the last hour that are stored of it at all. */
  readonly firstHour: Instant;
  readonly lastHour: Instant;
  /** Seconds that were seen, by the beginning of the day. */
  readonly seenSeconds: ReadonlyMap<Instant, number>;
}

interface DayStretch {
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: string;
}

/** What was seen of each cluster on each day of a time zone; clusters without hours are left out. */
export async function readSeenDays(
  client: pg.ClientBase,
  clusterIds: readonly number[],
  { start, end, timeZone }: DayStretch,
): Promise<SeenDays[]> {
  const edges = await run<{ cluster_id: number; first: Date; last: Date }>(
    client,
    sql`select cluster_id, min(hour) as first, max(hour) as last from (
        ${edgeHours("first", clusterIds)} union all ${edgeHours("last", clusterIds)}) edges group by cluster_id`,
  );
  const days = await run<{ cluster_id: number; day: Date; seen: bigint }>(
    client,
    sql`select cluster_id, date_trunc('day', hour, ${timeZone}) as day, sum(seen_seconds) as seen from cluster_hour
      where cluster_id = any(${clusterIds}) and hour >= ${new Date(start)} and hour < ${new Date(end)}
      group by cluster_id, day`,
  );
  const byCluster = Map.groupBy(days, ({ cluster_id: id }) => id);
  return edges.map(({ cluster_id: clusterId, first, last }) => ({
    clusterId,
    firstHour: first.getTime(),
    lastHour: last.getTime(),
    seenSeconds: new Map(
      (byCluster.get(clusterId) ?? []).map(({ day, seen }) => [day.getTime(), Number(seen)] as const),
    ),
  }));
}
