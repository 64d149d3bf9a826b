import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { lockDay } from "../sums/days/day-record.ts";
import { withTimeout } from "../connection/with-timeout.ts";
import { inRelaxedTransaction, inTransaction } from "../connection/transaction.ts";
import { BIT_OF_HOUR, mergedDay, readClosedSketches } from "./merged-day.ts";
import { copySketches } from "./sketch-rows.ts";

const HOURS_OF_DAY = `cluster_id = $1 and hour >= $2 and hour < $2::timestamptz + interval '24 hours'`;

/**
 * Makes a day's sketches from those of its hours, in the transaction that makes its sums; their partition must be there.
 * A closed day takes in the hours that it does not hold yet, for good; of an hour that it holds a later version changes nothing.
 */
export async function makeDaySketches(client: pg.PoolClient, place: DayPlace): Promise<void> {
  const at = new Date(place.day);
  const values = [place.clusterId, at];
  const closed = await readClosedSketches(client, place);
  if (closed.isClosed && !(await hasHours(client, values))) return;

  let isFirst = true;
  for await (const rows of mergedDay(client, place, closed)) {
    if (isFirst) await deleteDay(client, values);
    isFirst = false;
    await copySketches(client, { table: "usage_sketch_day", clusterId: place.clusterId, at }, rows);
  }
  // Of a day of which no hour has sketches any more.
  if (isFirst) await deleteDay(client, values);
  if (closed.isClosed) await closeHours(client, values);
}

async function hasHours(client: pg.PoolClient, values: readonly unknown[]): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(
    `select exists (select from usage_sketch_hour where ${HOURS_OF_DAY}) as has`,
    [...values],
  );
  return rows[0]?.has ?? false;
}

async function deleteDay(client: pg.PoolClient, values: readonly unknown[]): Promise<void> {
  await client.query(withTimeout("delete from usage_sketch_day where cluster_id = $1 and day = $2", values));
}

/** Notes which hours the day holds, and removes their own sketches. */
async function closeHours(client: pg.PoolClient, values: readonly unknown[]): Promise<void> {
  await client.query(
    withTimeout(
      `update cluster_day set sketches_closed = true, sketch_hours = sketch_hours | coalesce(
         (select bit_or(${BIT_OF_HOUR}) from usage_sketch_hour where ${HOURS_OF_DAY}), 0)
       where cluster_id = $1 and day = $2`,
      values,
    ),
  );
  await client.query(withTimeout(`delete from usage_sketch_hour where ${HOURS_OF_DAY}`, values));
}

/**
 * Closes the sketches of days that began before `before` and whose sums stand, and returns how many: from then on a
 * day's quantiles are known of the day alone. A day at a time, in a transaction of its own.
 */
export async function closeDaySketches(database: Database, before: Instant, limit: number): Promise<number> {
  const places = await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date }>(
      `select cluster_id, day from cluster_day where not sketches_closed and stands and day < $1
       order by day, cluster_id limit $2`,
      [new Date(before), limit],
    );
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.day.getTime() }));
  });
  let closed = 0;
  for (const place of places) if (await closeDay(database, place)) closed++;
  return closed;
}

function closeDay(database: Database, place: DayPlace): Promise<boolean> {
  return inRelaxedTransaction(database, async (client) => {
    await lockDay(client, place);
    const values = [place.clusterId, new Date(place.day)];
    // An hour may have been written since the day was found: then its day is made first.
    const { rowCount } = await client.query(
      "select from cluster_day where cluster_id = $1 and day = $2 and stands and not sketches_closed",
      values,
    );
    if (rowCount !== 1) return false;
    await closeHours(client, values);
    return true;
  });
}
