import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import type { Database } from "../../connection/database.ts";
import { inRelaxedTransaction, inTransaction } from "../../connection/transaction.ts";
import { withTimeout } from "../../connection/with-timeout.ts";
import type { DayPlace } from "../days/day-place.ts";
import { lockDay } from "../days/day-record.ts";
import { deleteSums, insertSums } from "../stored-sums.ts";
import { SPAN_ROLLUPS } from "./span-rollups.ts";

/** How many days back windows of a day, a week and 30 days begin that end now. */
const BEGIN_BACK = [1, 7, 30];
/** The days in which they begin tomorrow are made ready so long before. */
const AHEAD_MS = 2 * HOUR_MS;

/** A day in which windows begin that end now, or one in which they did: what is between each third hour goes again. */
interface DueRests extends DayPlace {
  readonly isWanted: boolean;
}

/** Days whose rests are to be kept from each hour on, and those for which that is over. */
export function readDueFinerRests(database: Database, now: Instant, limit: number): Promise<DueRests[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date; wanted: boolean }>(
      `select cluster_id, day, true as wanted from cluster_day where day = any($1) and stands and not facts_gone
         and spans_versions = versions and finer_versions is distinct from versions
       union all
       select cluster_id, day, false from cluster_day where finer_versions is not null and day <> all($1)
       order by wanted desc, day desc, cluster_id limit $2`,
      [beginningDays(now), limit],
    );
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.day.getTime(), isWanted: row.wanted }));
  });
}

function beginningDays(now: Instant): Date[] {
  const days = [now, now + AHEAD_MS].flatMap((at) => BEGIN_BACK.map((back) => utcDayOf(at) - back * DAY_MS));
  return [...new Set(days)].map((day) => new Date(day));
}

/**
 * Makes what is left of a day from the hours between each third one anew, or drops it where no window that ends now begins there any
 * more, in one transaction with the record that says so. False where the day's sums do not stand, or have no rests.
 */
export function replaceFinerRests(
  database: Database,
  { isWanted, clusterId, day }: DueRests,
): Promise<boolean> {
  return inRelaxedTransaction(database, async (client) => {
    await lockDay(client, { clusterId, day });
    const values = [clusterId, new Date(day)];
    if (isWanted && !(await hasRests(client, values))) return false;

    await client.query("set local work_mem = '64MB'; set local jit = off");
    for (const { finerRests } of SPAN_ROLLUPS) {
      await client.query(withTimeout(deleteSums(finerRests), [...values]));
      if (isWanted) await client.query(withTimeout(insertSums(finerRests), [...values]));
    }
    const versions = isWanted ? "versions" : "null";
    await client.query(
      `update cluster_day set finer_versions = ${versions} where cluster_id = $1 and day = $2`,
      values,
    );
    return true;
  });
}

async function hasRests(client: pg.PoolClient, values: readonly unknown[]): Promise<boolean> {
  const { rowCount } = await client.query(
    `select cluster_id from cluster_day
     where cluster_id = $1 and day = $2 and stands and not facts_gone and spans_versions = versions`,
    [...values],
  );
  return rowCount === 1;
}
