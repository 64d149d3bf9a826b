import { DAY_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import type { Database } from "../../connection/database.ts";
import { inTransaction } from "../../connection/transaction.ts";
import type { DayPlace } from "./day-place.ts";

/** How long nothing must have been written to a day that lacks hours before its sums are made; more may come later. */
const QUIET_MS = 15 * MINUTE_MS;

/** A day to be made. */
interface DueDay extends DayPlace {
  /** Whether its sums stand, but for those that came later. */
  readonly stands: boolean;
}

interface DueDaysQuestion {
  readonly now: Instant;
  readonly limit: number;
}

/**
 * Days that have ended and whose sums are to be made: they have all 24 hours, or nobody is writing to them
 * any more. Newest first, as people ask for them; then days that were made before there were sums of everything that is
 * summed up now.
 */
export function readDueDays(database: Database, { now, limit }: DueDaysQuestion): Promise<DueDay[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date; stands: boolean }>(
      `select cluster_id, day, stands from cluster_day struck
       where not stands and not too_large and day < $1 and (written_at < $2 or (select count(*) from cluster_hour stored
         where stored.cluster_id = struck.cluster_id and hour >= struck.day
           and hour < struck.day + interval '24 hours') = 24)
       union all
       select cluster_id, day, true from cluster_day where stands and spans_versions is distinct from versions
       order by stands, day desc, cluster_id limit $3`,
      [new Date(utcDayOf(now)), new Date(now - QUIET_MS), limit],
    );
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.day.getTime(), stands: row.stands }));
  });
}

/**
 * Strikes days whose record does not hold the hours that are stored, and returns how many: what a server that
 * knew nothing of days has written, before an upgrade or during one. Reads the records of all hours.
 */
export function strikeUnknownHours(database: Database, before: Instant): Promise<number> {
  return inTransaction(database, async (client) => {
    const { rowCount } = await client.query(
      `insert into cluster_day (cluster_id, day, stands, written_at)
       select cluster_id, stored.day, false, stored.written_at
       from (select cluster_id, date_trunc('day', hour, 'UTC') as day, sum(version) as versions,
           max(collected_at) as written_at
         from cluster_hour where hour < $1 group by 1, 2) stored
       left join cluster_day made using (cluster_id, day)
       where made.day is null or (made.stands and not made.facts_gone and made.versions <> stored.versions)
       on conflict (cluster_id, day) do update set stands = false`,
      [new Date(Math.ceil(before / DAY_MS) * DAY_MS)],
    );
    return rowCount ?? 0;
  });
}
