import { type AdvicePreset, DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { EvidenceWindow } from "../../domain/advice/evidence.ts";
import type { BillEffect } from "../../domain/advice/recommendation.ts";
import { changeData } from "../names/cluster-marks.ts";

/** A cluster as rounds know it. */
export interface AdvisedCluster {
  readonly clusterId: number;
  readonly name: string;
  readonly currency: string;
}

/** All clusters, by name. */
export async function readAdvisedClusters(client: pg.ClientBase): Promise<AdvisedCluster[]> {
  const { rows } = await client.query<AdvisedCluster>(
    `select cluster_id as "clusterId", name, currency from cluster order by name`,
  );
  return rows;
}

/** Closed days that are looked at. */
export const ADVICE_DAYS = 14;

/** Days whose sums stand: how many of them a window holds, and the instant at which the last of them ended. */
export interface ClosedDays {
  readonly days: number;
  readonly end: Instant;
}

/** The window of those days. */
export interface ClosedWindow extends ClosedDays, EvidenceWindow {}

/** Which closed days there are to advise upon, up to an instant; null where there are none. */
export async function readClosedDays(
  client: pg.ClientBase,
  clusterId: number,
  until: Instant,
): Promise<ClosedWindow | null> {
  const { rows } = await client.query<{ first: Date; last: Date | null; days: bigint; seen: bigint | null }>(
    `with last as (select max(day) as day from cluster_day where cluster_id = $1 and stands and day <= $2)
     select min(cluster_day.day) as first, max(last.day) as last, count(*) as days, sum(seen_seconds) as seen
     from cluster_day, last
     where cluster_id = $1 and stands and cluster_day.day <= last.day
       and cluster_day.day > last.day - interval '${ADVICE_DAYS} days'`,
    [clusterId, new Date(until - DAY_MS)],
  );
  const [row] = rows;
  if (!row?.last) return null;
  const days = Number(row.days);
  const seenHours = Number(row.seen ?? 0) / 3_600;
  return { days, start: row.first.getTime(), end: row.last.getTime() + DAY_MS, seenHours };
}

/** The days that the last round of a cluster went by; null where there was none. */
export async function readRound(client: pg.ClientBase, clusterId: number): Promise<ClosedDays | null> {
  const { rows } = await client.query<{ days: number; end: Date }>(
    `select days, window_end as "end" from recommendation_round where cluster_id = $1`,
    [clusterId],
  );
  const [row] = rows;
  return row ? { days: row.days, end: row.end.getTime() } : null;
}

interface EndedRound extends ClosedWindow {
  readonly clusterId: number;
  readonly bills: ReadonlyMap<AdvicePreset, BillEffect>;
}

/** Notes a round, with the sums of its day and what all of it together does to the bill. Answers made before are not given any more. */
export async function endRound(
  client: pg.PoolClient,
  { clusterId, start, end, days, bills }: EndedRound,
): Promise<void> {
  await client.query(
    `insert into recommendation_round (cluster_id, window_start, window_end, days) values ($1, $2, $3, $4)
     on conflict (cluster_id) do update set window_start = excluded.window_start, window_end = excluded.window_end,
       days = excluded.days, ran_at = excluded.ran_at`,
    [clusterId, new Date(start), new Date(end), days],
  );
  await client.query("delete from recommendation_bill where cluster_id = $1", [clusterId]);
  for (const [preset, { atLeastNano, atMostNano, until }] of bills) {
    await client.query(
      `insert into recommendation_bill (cluster_id, preset, least_nano, most_nano, gaps) values ($1, $2, $3, $4, $5)`,
      [clusterId, preset, atLeastNano, atMostNano, JSON.stringify(until)],
    );
  }
  await keepDay(client, clusterId, end - DAY_MS);
  await forgetEnded(client, clusterId, end);
  await changeData(client, clusterId);
}

/** What is measured counts where it is; what is promised until then. */
async function keepDay(client: pg.PoolClient, clusterId: number, day: Instant): Promise<void> {
  const values = [clusterId, new Date(day)];
  await client.query("delete from recommendation_day where cluster_id = $1 and day = $2", values);
  await client.query(
    `insert into recommendation_day (cluster_id, day, namespace, kind, state, count, freed_nano)
     select cluster_id, $2, namespace, kind, state, count(*),
       sum(case when state = 'verified' then (outcome ->> 'freed')::numeric else greatest(freed_nano, 0) end)
     from recommendation where cluster_id = $1 and preset = 'default' and insufficient is null
       and state in ('open', 'applied', 'verified') group by cluster_id, namespace, kind, state`,
    values,
  );
}

const GONE_DAYS = 90;
const ENDED_DAYS = 400;

async function forgetEnded(client: pg.PoolClient, clusterId: number, end: Instant): Promise<void> {
  await client.query(
    `delete from recommendation where cluster_id = $1 and ((state = 'gone' and last_seen < $2)
       or (state in ('verified', 'regressed', 'not_comparable') and settled_at < $3))`,
    [clusterId, new Date(end - GONE_DAYS * DAY_MS), new Date(end - ENDED_DAYS * DAY_MS)],
  );
}
