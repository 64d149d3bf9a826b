import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import { inRepeatableTransaction } from "../transaction.ts";
import type { DayPlace } from "./day-place.ts";
import { lockDay } from "./day-record.ts";
import { DAY_ROLLUPS } from "./day-rollups.ts";
import { keepNames } from "./keep-names.ts";

/** How long the sums of one day may take: of 100,000 containers there are 2.4 million rows. */
const STATEMENT_MS = 300_000;

/**
 * Makes a day's sums anew from its hours, in one transaction with the record that says that they stand.
 * Of a day whose container-hours were dropped, the sums by container and label stay as they are.
 * Returns false where nothing is stored of the day.
 */
export function makeDay(pool: pg.Pool, place: DayPlace): Promise<boolean> {
  return inRepeatableTransaction(pool, async (client) => {
    await lockDay(client, place);
    const isGone = await factsAreGone(client, place);
    // Groups of a large cluster fit in memory, so that the sums need no files on disk.
    await client.query("set local work_mem = '64MB'");
    for (const { table, isOfFacts, insertDay } of DAY_ROLLUPS) {
      if (isOfFacts && isGone) continue;
      await replaceRows(client, place, { table, insertDay });
    }
    if (!isGone) await keepNames(client, place);
    return writeDayRecord(client, place);
  });
}

async function factsAreGone(client: pg.PoolClient, { clusterId, day }: DayPlace): Promise<boolean> {
  const { rows } = await client.query<{ facts_gone: boolean }>(
    "select facts_gone from cluster_day where cluster_id = $1 and day = $2",
    [clusterId, new Date(day)],
  );
  return rows[0]?.facts_gone ?? false;
}

async function replaceRows(
  client: pg.PoolClient,
  { clusterId, day }: DayPlace,
  { table, insertDay }: { readonly table: string; readonly insertDay: string },
): Promise<void> {
  if (table === "container_day") {
    await client.query("select ensure_container_day_partition($1)", [new Date(day)]);
  }
  await client.query(`delete from ${table} where cluster_id = $1 and day = $2`, [clusterId, new Date(day)]);
  // node-postgres knows a timeout of a single query, its types do not.
  const insert: pg.QueryConfig & { query_timeout: number } = {
    text: insertDay,
    values: [clusterId, new Date(day), new Date(day + DAY_MS)],
    query_timeout: STATEMENT_MS,
  };
  await client.query(insert);
}

/** Notes which hours the day is made of, and what their records say together. */
async function writeDayRecord(client: pg.PoolClient, { clusterId, day }: DayPlace): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into cluster_day (cluster_id, day, stands, hours, versions, seen_seconds, gpu_seconds, volume_seconds,
       network_seconds, load_balancer_seconds, written_at)
     select cluster_id, $2::timestamptz, true, ${HOURS_OF_DAY}, sum(version), sum(seen_seconds),
       sum((kind_seconds ->> 'gpu')::int), sum((kind_seconds ->> 'volume')::int),
       sum((kind_seconds ->> 'network')::int), sum((kind_seconds ->> 'loadBalancer')::int), max(collected_at)
     from cluster_hour where cluster_id = $1 and hour >= $2 and hour < $3 group by cluster_id
     on conflict (cluster_id, day) do update set stands = true, hours = excluded.hours,
       versions = excluded.versions, seen_seconds = excluded.seen_seconds, gpu_seconds = excluded.gpu_seconds,
       volume_seconds = excluded.volume_seconds, network_seconds = excluded.network_seconds,
       load_balancer_seconds = excluded.load_balancer_seconds`,
    [clusterId, new Date(day), new Date(day + DAY_MS)],
  );
  return (rowCount ?? 0) > 0;
}

/** The hours of a day as bits: 16,777,215 for all 24. */
const HOURS_OF_DAY = "bit_or(1 << extract(hour from hour at time zone 'UTC')::int)";
