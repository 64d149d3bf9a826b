import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../../connection/database.ts";
import { inRelaxedTransaction, inTransaction } from "../../connection/transaction.ts";
import { withTimeout } from "../../connection/with-timeout.ts";
import { ensurePartition } from "../../hours/fact-partition.ts";
import { deleteSums } from "../stored-sums.ts";
import type { DayPlace } from "./day-place.ts";
import { lockDay } from "./day-record.ts";
import { DAY_ROLLUPS } from "./day-rollups.ts";

/**
 * How long nothing must have been written to an open day before its sums are begun anew: history comes backwards, and
 * each of its hours would have them made once more. Hours that follow are added as soon as they are seen.
 */
const QUIET_MS = MINUTE_MS;

/** The days that are not over and of which hours are stored that their sums do not hold. */
export function readOpenDays(database: Database, now: Instant): Promise<DayPlace[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ cluster_id: number; day: Date }>(
      `select cluster_id, day from cluster_day open_day
       where not stands and not too_large and not facts_gone and day > $1
         and ((open_as_of = written_at and exists (select 1 from cluster_hour stored
             where stored.cluster_id = open_day.cluster_id and hour >= open_until and hour < day + interval '24 hours'))
           or (open_as_of is distinct from written_at and written_at < $2))
       order by cluster_id`,
      [new Date(now - DAY_MS), new Date(now - QUIET_MS)],
    );
    return rows.map((row) => ({ clusterId: row.cluster_id, day: row.day.getTime() }));
  });
}

/**
 * Adds to the sums of a day that is not over the hours that came since, or begins them anew where an hour was written that
 * they hold, or where that is wanted. Returns false where there is nothing to add. Sketches of usage are made when the
 * day is over.
 */
export async function extendOpenDay(
  database: Database,
  place: DayPlace,
  { isAnew = false } = {},
): Promise<boolean> {
  await ensurePartition(database, "container_day", place.day);
  return inRelaxedTransaction(database, async (client) => {
    await lockDay(client, place);
    const open = await readOpenDay(client, place);
    if (!open) return false;
    const from = isAnew ? place.day : open.from;
    if (from >= open.until) return false;

    await client.query("set local work_mem = '64MB'; set local jit = off");
    const values = [place.clusterId, new Date(place.day)];
    const hours = [...values, new Date(from), new Date(open.until)];
    for (const rollup of DAY_ROLLUPS) {
      if (from === place.day) await client.query(withTimeout(deleteSums(rollup), values));
      await client.query(withTimeout(rollup.addHours, hours));
    }
    await noteOpenDay(client, place, open.until);
    return true;
  });
}

interface HoursToAdd {
  readonly from: Instant;
  readonly until: Instant;
}

/** Which hours are to be added to the sums of an open day; null where it is none. */
async function readOpenDay(client: pg.PoolClient, { clusterId, day }: DayPlace): Promise<HoursToAdd | null> {
  const { rows } = await client.query<{ held: Date | null; last: Date | null }>(
    `select case when open_as_of = written_at then open_until end as held, (select max(hour) from cluster_hour
       where cluster_id = $1 and hour >= $2 and hour < $2::timestamptz + interval '24 hours') as last
     from cluster_day where cluster_id = $1 and day = $2 and not stands and not facts_gone`,
    [clusterId, new Date(day)],
  );
  const [row] = rows;
  return row?.last ? { from: row.held?.getTime() ?? day, until: row.last.getTime() + HOUR_MS } : null;
}

/** Notes which hours the sums hold, and what the records of those say together. */
async function noteOpenDay(
  client: pg.PoolClient,
  { clusterId, day }: DayPlace,
  until: Instant,
): Promise<void> {
  await client.query(
    `update cluster_day set open_until = $3, open_as_of = written_at, seen_seconds = stored.seen,
       gpu_seconds = gpu, volume_seconds = volume, network_seconds = network, load_balancer_seconds = load_balancer
     from (select cluster_id, sum(seen_seconds) as seen, sum((kind_seconds ->> 'gpu')::int) as gpu,
         sum((kind_seconds ->> 'volume')::int) as volume, sum((kind_seconds ->> 'network')::int) as network,
         sum((kind_seconds ->> 'loadBalancer')::int) as load_balancer
       from cluster_hour where cluster_id = $1 and hour >= $2 and hour < $3 group by cluster_id) stored
     where cluster_day.cluster_id = $1 and stored.cluster_id = cluster_day.cluster_id and day = $2`,
    [clusterId, new Date(day), new Date(until)],
  );
}
