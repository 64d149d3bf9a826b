import type pg from "pg";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import { dateOf } from "./incident-record.ts";

/** The last day of a cluster that was judged; null where none was. */
export async function readJudgedDay(client: pg.ClientBase, cluster: string): Promise<CalendarDay | null> {
  const { rows } = await client.query<{ day: number }>(
    "select judged_day - date '1970-01-01' as day from anomaly_mark where cluster = $1",
    [cluster],
  );
  return rows[0]?.day ?? null;
}

/** Notes that a cluster is judged up to a day; false where it was already: somebody else was faster. */
export async function markJudged(client: pg.ClientBase, cluster: string, day: CalendarDay): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into anomaly_mark as known (cluster, judged_day) values ($1, $2)
     on conflict (cluster) do update set judged_day = excluded.judged_day, judged_at = clock_timestamp()
     where known.judged_day < excluded.judged_day`,
    [cluster, dateOf(day)],
  );
  return rowCount === 1;
}

/** The last judged day of each cluster, by its name. */
export async function listJudgedDays(
  client: pg.ClientBase,
): Promise<{ readonly cluster: string; readonly day: CalendarDay }[]> {
  const { rows } = await client.query<{ cluster: string; day: number }>(
    "select cluster, judged_day - date '1970-01-01' as day from anomaly_mark order by cluster",
  );
  return rows;
}
