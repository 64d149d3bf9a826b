import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { shareCluster } from "../../names/cluster-lock.ts";
import type { HourPlace } from "../../hours/hour-place.ts";
import { MONTH } from "../spans/long-span.ts";
import type { DayPlace } from "./day-place.ts";

/** Days are locked under numbers below zero, so that none is ever taken for an hour. */
function lockNumber(day: Instant): number {
  return -(day / DAY_MS);
}

/**
 * Keeps the day of an hour from being made or sealed until the hour is written. Other hours of the day may be
 * written meanwhile.
 */
export async function shareDay(client: pg.PoolClient, { clusterId, hour }: HourPlace): Promise<void> {
  await client.query("select pg_advisory_xact_lock_shared($1, $2)", [clusterId, lockNumber(utcDayOf(hour))]);
}

/**
 * Waits for those who write hours of the day, and keeps others from it. The cluster is locked against
 * sweeps first, in the order in which writers of hours lock too.
 */
export function lockDay(client: pg.PoolClient, place: DayPlace): Promise<void> {
  return lockDays(client, place, 1);
}

/** The same for days that follow each other, in their order, so that two never wait for each other. */
export async function lockDays(
  client: pg.PoolClient,
  { clusterId, day: first }: DayPlace,
  count: number,
): Promise<void> {
  await shareCluster(client, clusterId);
  await client.query("select pg_advisory_xact_lock($1, number) from unnest($2::int[]) number", [
    clusterId,
    Array.from({ length: count }, (_, index) => lockNumber(first + index * DAY_MS)),
  ]);
}

/** Whether the day's container-hours were dropped, so that no hour of it can be replaced. */
export async function isSealed(client: pg.PoolClient, { clusterId, hour }: HourPlace): Promise<boolean> {
  const { rows } = await client.query<{ facts_gone: boolean }>(
    "select facts_gone from cluster_day where cluster_id = $1 and day = $2",
    [clusterId, new Date(utcDayOf(hour))],
  );
  return rows[0]?.facts_gone ?? false;
}

/** Says that a day's sums, and those of its week and months with it, are to be made anew, though no hour of it was written. */
export async function unmakeDay(client: pg.PoolClient, { clusterId, hour }: HourPlace): Promise<void> {
  const values = [clusterId, new Date(utcDayOf(hour))];
  await client.query(
    "update cluster_day set stands = false, too_large = false, open_as_of = null where cluster_id = $1 and day = $2",
    values,
  );
  await client.query(
    "update cluster_day set week_versions = null where cluster_id = $1 and day = date_trunc('week', $2::timestamptz, 'UTC')",
    values,
  );
  await client.query(
    `update cluster_day set four_weeks_versions = null where cluster_id = $1 and four_weeks_versions is not null
       and day <= $2 and day > $2::timestamptz - interval '${MONTH.days * 24} hours'`,
    values,
  );
}

/**
 * Says that a day's sums do not hold what was just written: to be called in the transaction that writes an
 * hour, as late as can be, because hours of one day wait for each other from here on. The sums of an open day go on
 * being those of the hours before `open_until`, where this is not one of them.
 */
export async function strikeDay(
  client: pg.PoolClient,
  { clusterId, hour }: HourPlace,
  writtenAt: Instant,
): Promise<void> {
  await client.query(
    `insert into cluster_day (cluster_id, day, stands, written_at) values ($1, $2, false, $3)
     on conflict (cluster_id, day) do update set stands = false, too_large = false,
       open_as_of = case when cluster_day.open_as_of = cluster_day.written_at and cluster_day.open_until <= $4
         then excluded.written_at end,
       written_at = excluded.written_at`,
    [clusterId, new Date(utcDayOf(hour)), new Date(writtenAt), new Date(hour)],
  );
}
