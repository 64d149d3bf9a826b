import { DAY_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../connection/database.ts";
import { ADVICE_DAY_TABLES, ADVICE_HOUR_TABLES } from "../advice/advice-tables.ts";
import { changeData } from "../names/cluster-marks.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { lockDay } from "../sums/days/day-record.ts";
import { DAY_ROLLUPS } from "../sums/days/day-rollups.ts";
import { ROLLUPS } from "../sums/rollups.ts";
import { SPAN_ROLLUPS } from "../sums/spans/span-rollups.ts";
import { inTransaction } from "../connection/transaction.ts";
import { dropPartition, readDayMonths } from "./fact-partitions.ts";

/** Tables of hours that are kept as long as days are, and the record that goes with them. */
const HOUR_TABLES = [
  ...ROLLUPS.map(({ table }) => table),
  "node_hour",
  "asset_hour",
  "usage_sketch_hour",
  "hour_finding",
  ...ADVICE_HOUR_TABLES,
  "cluster_hour",
];
const DAY_TABLES = [
  ...DAY_ROLLUPS.map(({ table }) => table),
  "usage_sketch_day",
  ...ADVICE_DAY_TABLES,
  "cluster_day",
];

interface Purge {
  readonly before: Instant;
  /** Days of one cluster that are removed at most: the rest is left for the next time. */
  readonly limit: number;
}

/**
 * Removes what is left of days that ended before `before`: sums by the hour and by the day, and records. A day
 * goes whole, in a transaction of its own. Only days whose container-hours were dropped are touched.
 */
export async function purgeOldDays(database: Database, { before, limit }: Purge): Promise<number> {
  const days = await readSealedDays(database, { before, limit });
  for (const place of days) await purgeDay(database, place);
  for (const table of ["container_day", "usage_sketch_day"] as const) {
    for (const month of await readDayMonths(database, table)) {
      if (month.end > before) break;
      await dropPartition(database, table, month.start);
    }
  }
  return days.length;
}

function readSealedDays(database: Database, { before, limit }: Purge): Promise<DayPlace[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date }>(
      `select cluster_id, day from cluster_day day_of where day < $1 and facts_gone
       order by day, cluster_id limit $2`,
      [new Date(before - DAY_MS + 1), limit],
    );
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.day.getTime() }));
  });
}

function purgeDay(database: Database, place: DayPlace): Promise<void> {
  return inTransaction(database, async (client) => {
    await lockDay(client, place);
    const values = [place.clusterId, new Date(place.day)];
    for (const table of HOUR_TABLES) {
      await client.query(
        `delete from ${table} where cluster_id = $1 and hour >= $2
           and hour < $2::timestamptz + interval '24 hours'`,
        values,
      );
    }
    for (const table of DAY_TABLES) {
      await client.query(`delete from ${table} where cluster_id = $1 and day = $2`, values);
    }
    for (const { table } of SPAN_ROLLUPS) {
      await client.query(
        `delete from ${table} where cluster_id = $1 and start >= $2
           and start < $2::timestamptz + interval '24 hours'`,
        values,
      );
    }
    // Answers from before it would go on saying what is not there any more.
    await changeData(client, place.clusterId);
  });
}
