import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import { run, sql } from "../connection/sql.ts";

/** What is known of the hours of one UTC day of a cluster. */
export interface DayFacts {
  /** Hours that are stored and beyond late samples. */
  readonly closedHours: number;
  /** The price books that priced it. */
  readonly priceBooks: readonly string[];
}

interface FactRecord {
  day: number;
  closed: bigint;
  books: string[];
}

/** The facts of a cluster's days, from one up to another; days without hours are left out. */
export async function readDayFacts(
  client: pg.ClientBase,
  clusterId: number,
  [firstDay, endDay]: readonly [CalendarDay, CalendarDay],
): Promise<Map<CalendarDay, DayFacts>> {
  const rows = await run<FactRecord>(
    client,
    sql`select (extract(epoch from hour)::bigint / 86400)::int as day,
        count(*) filter (where status = 'closed') as closed, array_agg(distinct price_book) as books
      from cluster_hour where cluster_id = ${clusterId} and hour >= ${new Date(firstDay * DAY_MS)}
        and hour < ${new Date(endDay * DAY_MS)} group by day`,
  );
  return new Map(
    rows.map(({ day, closed, books }) => [day, { closedHours: Number(closed), priceBooks: books }]),
  );
}
