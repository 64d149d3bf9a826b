import type { Instant } from "@kubecent/shared";
import type { Database } from "../connection/database.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { inTransaction } from "../connection/transaction.ts";

/** A day of which hours are stored, and what is left of them. */
export interface StoredDay extends DayPlace {
  readonly hours: readonly Instant[];
  /** Whether its container-hours were dropped. */
  readonly isSealed: boolean;
}

interface StoredDaysQuestion {
  readonly clusterId: number;
  readonly start: Instant;
  readonly end: Instant;
}

/** The days of a cluster of which hours within the stretch are stored, oldest first, with those hours. */
export function readStoredDays(
  database: Database,
  { clusterId, start, end }: StoredDaysQuestion,
): Promise<StoredDay[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ day: Date; hours: Date[]; sealed: boolean }>(
      `select day, stored.hours, coalesce(facts_gone, false) as sealed
       from (select cluster_id, date_trunc('day', hour, 'UTC') as day, array_agg(hour order by hour) as hours
         from cluster_hour where cluster_id = $1 and hour >= $2 and hour < $3 group by 1, 2) stored
       left join cluster_day using (cluster_id, day) order by day`,
      [clusterId, new Date(start), new Date(end)],
    );
    return rows.map(({ day, hours, sealed }) => ({
      clusterId,
      day: day.getTime(),
      hours: hours.map((hour) => hour.getTime()),
      isSealed: sealed,
    }));
  });
}
