import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { type CalendarDay, formatDay } from "../../../domain/series/calendar-day.ts";
import { run, sql } from "../../connection/sql.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** How much of a cluster's day was seen. */
export interface SeenDay {
  readonly clusterId: number;
  readonly day: CalendarDay;
  readonly seenSeconds: number;
}

/** Which days of which clusters, from one moment up to another. */
export interface SeenQuestion {
  readonly clusterIds: readonly number[];
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: string;
}

/** How much of each day was seen, by cluster; days of which nothing is stored are left out. */
export async function readSeenDays(
  client: pg.ClientBase,
  { clusterIds, start, end, timeZone }: SeenQuestion,
): Promise<SeenDay[]> {
  const rows = await run<{ cluster_id: number; day: number; seen: bigint }>(
    client,
    sql`select cluster_id, (hour at time zone ${timeZone})::date - date ${sql.lit(formatDay(0))} as day,
        sum(seen_seconds) as seen
      from cluster_hour
      where ${ofClusters(clusterIds)} and hour >= ${new Date(start)} and hour < ${new Date(end)}
      group by 1, 2`,
  );
  return rows.map(({ cluster_id: clusterId, day, seen }) => ({ clusterId, day, seenSeconds: Number(seen) }));
}
