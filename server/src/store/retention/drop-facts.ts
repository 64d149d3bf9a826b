import { DAY_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../connection/database.ts";
import { ALL_HOURS, type DayPlace } from "../sums/days/day-place.ts";
import { lockDay } from "../sums/days/day-record.ts";
import { inTransaction } from "../connection/transaction.ts";
import { SPAN_ROLLUPS } from "../sums/spans/span-rollups.ts";
import { deleteSums } from "../sums/stored-sums.ts";
import { dropPartition, type FactWeek, readFactWeeks } from "./fact-partitions.ts";

/** What became of the container-hours that are old enough to go, in weeks. */
export interface DroppedFacts {
  readonly dropped: number;
  /** Left for later: a day in it has no sums yet, or somebody was reading or writing. */
  readonly waiting: number;
}

/** How long nothing must have been written to a day that lacks hours before it is sealed: a backfill may be on its way. */
const PATIENCE_MS = 7 * DAY_MS;

interface Drop {
  readonly before: Instant;
  readonly now: Instant;
}

/**
 * Drops the container-hours of weeks that ended before `before`, once the sums of all of their days stand.
 * First each day is sealed, so that no hour of it can be replaced any more; then the week goes.
 */
export async function dropOldFacts(database: Database, { before, now }: Drop): Promise<DroppedFacts> {
  const outcome = { dropped: 0, waiting: 0 };
  for (const week of await readFactWeeks(database)) {
    if (week.end > before) break;
    const isSealed = await sealWeek(database, week, now - PATIENCE_MS);
    const result = isSealed ? await dropPartition(database, "container_hour", week.start) : "refused";
    outcome[result === "dropped" ? "dropped" : "waiting"]++;
  }
  return outcome;
}

/** Seals each day of a week; false where the sums of some day do not stand, or hours of it may come yet. */
async function sealWeek(database: Database, week: FactWeek, quietSince: Instant): Promise<boolean> {
  let isComplete = true;
  for (const place of await readUnsealedDays(database, week)) {
    const isSealed = await sealDay(database, place, quietSince);
    isComplete &&= isSealed;
  }
  return isComplete;
}

function readUnsealedDays(database: Database, { start, end }: FactWeek): Promise<DayPlace[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date }>(
      `select distinct cluster_id, day from (select cluster_id, date_trunc('day', hour, 'UTC') as day
         from cluster_hour where hour >= $1 and hour < $2) stored
       left join cluster_day using (cluster_id, day) where facts_gone is not true order by day, cluster_id`,
      [new Date(start), new Date(end)],
    );
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.day.getTime() }));
  });
}

/** Only where its sums stand and hold every version of every hour that is stored. */
function sealDay(database: Database, place: DayPlace, quietSince: Instant): Promise<boolean> {
  return inTransaction(database, async (client) => {
    await lockDay(client, place);
    const { rowCount } = await client.query(
      `update cluster_day set facts_gone = true where cluster_id = $1 and day = $2 and stands
         and (hours = $3 or written_at < $4) and versions = (select sum(version) from cluster_hour
           where cluster_id = $1 and hour >= $2 and hour < $2::timestamptz + interval '24 hours')`,
      [place.clusterId, new Date(place.day), ALL_HOURS, new Date(quietSince)],
    );
    if (rowCount !== 1) return false;
    // What was left of the day from some hour on goes with the hours themselves.
    for (const { allRests } of SPAN_ROLLUPS)
      await client.query(deleteSums(allRests), [place.clusterId, new Date(place.day)]);
    return true;
  });
}
