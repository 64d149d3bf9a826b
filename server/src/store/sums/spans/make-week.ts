import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../../connection/database.ts";
import { inRelaxedTransaction, inTransaction } from "../../connection/transaction.ts";
import { isTooLarge } from "../../connection/too-large.ts";
import { withTimeout } from "../../connection/with-timeout.ts";
import type { DayPlace } from "../days/day-place.ts";
import { lockDay } from "../days/day-record.ts";
import { deleteSums, insertSums } from "../stored-sums.ts";
import { SPAN_ROLLUPS } from "./span-rollups.ts";

/** The days of a week stand, with all their sums, and say together which hours they are made of. */
const WHOLE_WEEK = "count(*) filter (where stands and spans_versions = versions) = 7";

/** Weeks whose seven days stand and that are not made of just those days, newest first: each by its Monday. */
export function readDueWeeks(database: Database, limit: number): Promise<DayPlace[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; monday: Date }>(
      `select cluster_id, date_trunc('week', day, 'UTC') as monday from cluster_day group by 1, 2
       having ${WHOLE_WEEK} and sum(versions) is distinct from abs(max(week_versions))
       order by monday desc, cluster_id limit $1`,
      [limit],
    );
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.monday.getTime() }));
  });
}

/**
 * Makes a week's sums anew from its days, in one transaction with the record of what they are made of. False where some of
 * its days do not stand, and where its sums are more than can be stored: it is read by the day then.
 */
export async function makeWeek(database: Database, place: DayPlace): Promise<boolean> {
  try {
    return await inWholeWeek(database, place, replaceSums);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    await inWholeWeek(database, place, () => Promise.resolve(TOO_LARGE));
    return false;
  }
}

const MADE = 1;
/** The sign of `week_versions` where the sums are not there, and need not be tried again with the same days. */
const TOO_LARGE = -1;

function inWholeWeek(
  database: Database,
  { clusterId, day: monday }: DayPlace,
  make: (client: pg.PoolClient, values: readonly unknown[]) => Promise<number>,
): Promise<boolean> {
  return inRelaxedTransaction(database, async (client) => {
    // In their order, so that two never wait for each other: no day changes from here on.
    for (let day = monday; day < monday + 7 * DAY_MS; day += DAY_MS)
      await lockDay(client, { clusterId, day });
    const values = [clusterId, new Date(monday)];
    const versions = await wholeWeekVersions(client, values);
    if (versions === null) return false;

    const sign = await make(client, values);
    await client.query(
      "update cluster_day set week_versions = $3::bigint * $4 where cluster_id = $1 and day = $2",
      [...values, versions, sign],
    );
    return true;
  });
}

async function replaceSums(client: pg.PoolClient, values: readonly unknown[]): Promise<number> {
  await client.query("set local work_mem = '64MB'; set local jit = off");
  for (const { week } of SPAN_ROLLUPS) {
    await client.query(withTimeout(deleteSums(week), [...values]));
    await client.query(withTimeout(insertSums(week), [...values]));
  }
  return MADE;
}

async function wholeWeekVersions(client: pg.PoolClient, values: readonly unknown[]): Promise<bigint | null> {
  const { rows } = await client.query<{ versions: bigint }>(
    `select sum(versions)::bigint as versions from cluster_day
     where cluster_id = $1 and day >= $2 and day < $2::timestamptz + interval '168 hours' having ${WHOLE_WEEK}`,
    [...values],
  );
  return rows[0]?.versions ?? null;
}
