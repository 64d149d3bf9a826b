import { DAY_MS, type Instant } from "@kubecent/shared";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import type { Database } from "../../connection/database.ts";
import { inTransaction } from "../../connection/transaction.ts";
import type { DayPlace } from "../days/day-place.ts";
import { isWhole, MONTH, WEEK } from "./long-span.ts";

/** How many days before today those months begin that windows of 30 days hold: the last one, and the one that it is compared with. */
const MONTHS_BACK = [29, 59];

/** Weeks whose seven days stand and that are not made of just those days, newest first: each by its Monday. */
export function readDueWeeks(database: Database, limit: number): Promise<DayPlace[]> {
  return readPlaces(
    database,
    `select cluster_id, date_trunc('week', day, 'UTC') as day from cluster_day group by 1, 2
     having ${isWhole(WEEK)} and sum(versions) is distinct from abs(max(week_versions))
     order by day desc, cluster_id limit $1`,
    [limit],
  );
}

/** Of the months that windows ending now hold, those whose days stand and that are not made of just those: each by its first day. */
export function readDueMonths(database: Database, now: Instant): Promise<DayPlace[]> {
  const starts = MONTHS_BACK.map((back) => new Date(utcDayOf(now) - back * DAY_MS));
  return readPlaces(
    database,
    `select cluster_id, start as day from cluster_day
       join unnest($1::timestamptz[]) start on day >= start and day < start + interval '${MONTH.days * 24} hours'
     group by cluster_id, start
     having ${isWhole(MONTH)}
       and sum(versions) is distinct from abs(max(four_weeks_versions) filter (where day = start))
     order by start desc, cluster_id`,
    [starts],
  );
}

function readPlaces(database: Database, due: string, values: readonly unknown[]): Promise<DayPlace[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date }>(due, [...values]);
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.day.getTime() }));
  });
}
