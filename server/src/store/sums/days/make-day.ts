import { DAY_MS, formatInstant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../../connection/database.ts";
import { withTimeout } from "../../connection/with-timeout.ts";
import { deleteSums, insertSums, type StoredSums } from "../stored-sums.ts";
import { isTooLarge } from "../../connection/too-large.ts";
import { inRelaxedTransaction } from "../../connection/transaction.ts";
import { makeDaySketches } from "../../sketches/day-sketches.ts";
import type { DayPlace } from "./day-place.ts";
import { lockDay } from "./day-record.ts";
import { DAY_ROLLUPS } from "./day-rollups.ts";
import { SPAN_ROLLUPS } from "../spans/span-rollups.ts";
import { ensurePartition } from "../../hours/fact-partition.ts";
import { keepNames } from "./keep-names.ts";

/**
 * Makes a day's sums anew from its hours, in one transaction with the record that says that they stand.
 * Of a day whose container-hours were dropped, the sums by container and label stay as they are. Sketches of usage
 * are made along with them.
 * Returns false where nothing is stored of the day. Throws where its sums are more than can be stored: it is read by the
 * hour then, and not due again until an hour of it is written.
 */
export async function makeDay(database: Database, place: DayPlace): Promise<boolean> {
  try {
    return await makeWhole(database, place);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    await markTooLarge(database, place);
    throw new Error(
      `The sums of the day ${formatInstant(place.day)} are above 9.2 thousand million units or GiB-hours, which is more than can be stored. ` +
        "It is read by the hour.",
      { cause: error },
    );
  }
}

/** Says that the day need not be tried again as long as its hours are what they are. */
function markTooLarge(database: Database, place: DayPlace): Promise<void> {
  return inRelaxedTransaction(database, async (client) => {
    await lockDay(client, place);
    await client.query(
      "update cluster_day set too_large = true where cluster_id = $1 and day = $2 and not stands",
      [place.clusterId, new Date(place.day)],
    );
  });
}

async function makeWhole(database: Database, place: DayPlace): Promise<boolean> {
  // Each alone: Citus refuses to make a table in a transaction that has read tables beside it.
  await ensurePartition(database, "container_day", place.day);
  await ensurePartition(database, "usage_sketch_day", place.day);
  return inRelaxedTransaction(database, async (client) => {
    await lockDay(client, place);
    const isGone = await factsAreGone(client, place);
    // Groups of a large cluster fit in memory, so that the sums need no files on disk.
    await client.query("set local work_mem = '64MB'; set local jit = off");
    for (const rollup of DAY_ROLLUPS) {
      if (!rollup.isOfFacts || !isGone) await replaceRows(client, place, rollup);
    }
    // A window that cuts a day reads its container-hours, as long as they are there.
    if (!isGone)
      for (const { rests, allRests } of SPAN_ROLLUPS)
        await replaceRows(client, place, { ...rests, ...allRests });
    await makeDaySketches(client, place);
    if (!isGone) await keepNames(client, place);
    if (await writeDayRecord(client, place)) return true;
    await client.query("delete from cluster_day where cluster_id = $1 and day = $2", [
      place.clusterId,
      new Date(place.day),
    ]);
    return false;
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
  rollup: StoredSums,
): Promise<void> {
  const values = [clusterId, new Date(day)];
  await client.query(withTimeout(deleteSums(rollup), values));
  await client.query(withTimeout(insertSums(rollup), values));
}

/** Notes which hours the day is made of, and what their records say together. */
async function writeDayRecord(client: pg.PoolClient, { clusterId, day }: DayPlace): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into cluster_day (cluster_id, day, stands, hours, versions, spans_versions, seen_seconds, gpu_seconds, volume_seconds,
       network_seconds, load_balancer_seconds, written_at)
     select cluster_id, $2::timestamptz, true, ${HOURS_OF_DAY}, sum(version), sum(version), sum(seen_seconds),
       sum((kind_seconds ->> 'gpu')::int), sum((kind_seconds ->> 'volume')::int),
       sum((kind_seconds ->> 'network')::int), sum((kind_seconds ->> 'loadBalancer')::int), max(collected_at)
     from cluster_hour where cluster_id = $1 and hour >= $2 and hour < $3 group by cluster_id
     on conflict (cluster_id, day) do update set stands = true, too_large = false, hours = excluded.hours,
       versions = excluded.versions, spans_versions = excluded.spans_versions, finer_versions = null, open_until = null, open_as_of = null, seen_seconds = excluded.seen_seconds, gpu_seconds = excluded.gpu_seconds,
       volume_seconds = excluded.volume_seconds, network_seconds = excluded.network_seconds,
       load_balancer_seconds = excluded.load_balancer_seconds`,
    [clusterId, new Date(day), new Date(day + DAY_MS)],
  );
  return (rowCount ?? 0) > 0;
}

/** The hours of a day as bits; all 24 are `ALL_HOURS`. */
const HOURS_OF_DAY = "bit_or(1 << extract(hour from hour at time zone 'UTC')::int)";
