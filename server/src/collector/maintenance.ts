import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { readDueDays, strikeUnknownHours } from "../store/days/due-days.ts";
import { makeDay } from "../store/days/make-day.ts";
import { type DroppedFacts, dropOldFacts } from "../store/retention/drop-facts.ts";
import { ensurePartitions } from "../store/retention/fact-partitions.ts";
import { purgeOldDays } from "../store/retention/purge-days.ts";
import { readSweepable, sweepNames } from "../store/retention/sweep-names.ts";

/** A store that is kept in order: for how long it keeps what, in whole UTC days. */
export interface KeptStore {
  readonly pool: pg.Pool;
  readonly retention: Retention;
}

/** How many days back container-hours are kept, and everything else. */
export interface Retention {
  readonly hourlyDays: number;
  readonly dailyDays: number;
}

/** What a turn of maintenance did; all zeros when there was nothing to do. */
export interface MaintenanceOutcome extends DroppedFacts {
  readonly daysMade: number;
  readonly daysPurged: number;
  readonly namesSwept: number;
}

/** Days that are made or purged at a time, before anything else has its turn. */
const DAYS_AT_A_TIME = 20;

/** The first instant of which days and their sums are kept: nothing before it is worth collecting. */
export function keptSince({ dailyDays }: Retention, now: Instant): Instant {
  return dayStart(now) - dailyDays * DAY_MS;
}

function dayStart(now: Instant): Instant {
  return Math.floor(now / DAY_MS) * DAY_MS;
}

/** Makes the sums of days that have ended, as many as there are, until the signal says to stop. */
export async function makeDueDays(pool: pg.Pool, now: Instant, signal: AbortSignal): Promise<number> {
  let made = 0;
  for (;;) {
    const days = await readDueDays(pool, { now, limit: DAYS_AT_A_TIME });
    for (const place of days) {
      if (signal.aborted) return made;
      await makeDay(pool, place);
      made++;
    }
    if (days.length < DAYS_AT_A_TIME) return made;
  }
}

/**
 * Puts the store in order as of `now`: partitions for what is to come, sums of ended days, and what is older
 * than it is kept goes, container-hours never before the sums of their days stand. Each step is a transaction
 * of its own and can be done again; whatever is left is done the next time.
 */
export async function maintain(
  { pool, retention }: KeptStore,
  now: Instant,
  signal: AbortSignal,
): Promise<MaintenanceOutcome> {
  await ensurePartitions(pool, now);
  await strikeUnknownHours(pool, now);
  const daysMade = await makeDueDays(pool, now, signal);
  const facts = await dropOldFacts(pool, { before: dayStart(now) - retention.hourlyDays * DAY_MS, now });
  const daysPurged = await purge(pool, keptSince(retention, now), signal);
  let namesSwept = 0;
  for (const clusterId of await readSweepable(pool)) namesSwept += await sweepNames(pool, clusterId);
  return { daysMade, ...facts, daysPurged, namesSwept };
}

async function purge(pool: pg.Pool, before: Instant, signal: AbortSignal): Promise<number> {
  let purged = 0;
  while (!signal.aborted) {
    const count = await purgeOldDays(pool, { before, limit: DAYS_AT_A_TIME });
    purged += count;
    if (count < DAYS_AT_A_TIME) break;
  }
  return purged;
}

/** How long the loop waits between looks at the days; all else has its turn once an hour. */
export const LOOK_EVERY_MS = 15_000;
export const MAINTAIN_EVERY_MS = HOUR_MS;
