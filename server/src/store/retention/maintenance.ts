import { DAY_MS, HOUR_MS, type Instant, type RuntimeSettingValues } from "@kubecent/shared";
import { purgeAdvice } from "../advice/purge-advice.ts";
import { utcDayOf } from "../../domain/windows/utc-day.ts";
import type { Database } from "../connection/database.ts";
import { readDueDays, strikeUnknownHours } from "../sums/days/due-days.ts";
import type { DayPlace } from "../sums/days/day-place.ts";
import { makeDay } from "../sums/days/make-day.ts";
import { extendOpenDay, readOpenDays } from "../sums/days/open-day.ts";
import { readDueMonths, readDueWeeks } from "../sums/spans/due-spans.ts";
import { readDueFinerRests, replaceFinerRests } from "../sums/spans/finer-rests.ts";
import { makeMonth, makeWeek } from "../sums/spans/make-span.ts";
import { closeDaySketches } from "../sketches/day-sketches.ts";
import { type DroppedFacts, dropOldFacts } from "./drop-facts.ts";
import { sweepKeys } from "../shared-state/idempotency-keys.ts";
import { ensurePartitions } from "./fact-partitions.ts";
import { purgeOldDays } from "./purge-days.ts";
import { readSweepable, sweepNames } from "./sweep-names.ts";

/** How many UTC days back container-hours are kept, and everything else. */
export type Retention = Readonly<Pick<RuntimeSettingValues, "retentionHourlyDays" | "retentionDailyDays">>;

/** What a turn of maintenance did; all zeros when there was nothing to do. */
export interface MaintenanceOutcome extends DroppedFacts {
  readonly daysMade: number;
  readonly sketchesClosed: number;
  readonly daysPurged: number;
  readonly namesSwept: number;
  readonly keysSwept: number;
}

/** Days that are made or purged at a time, before anything else has its turn. */
const DAYS_AT_A_TIME = 20;
const KEYS_AT_A_TIME = 1_000;

/** How many days after a day its sketches are closed: until then its quantiles are known by the hour. */
const OPEN_SKETCH_DAYS = 3;

/** The first instant of which days and their sums are kept: nothing before it is worth collecting. */
export function keptSince({ retentionDailyDays }: Retention, now: Instant): Instant {
  return utcDayOf(now) - retentionDailyDays * DAY_MS;
}

/** How many days back what recommendations are made of is kept: none looks further, and it is as much as sums by the day are. */
const ADVICE_DAYS = 62;

interface Making {
  readonly database: Database;
  readonly now: Instant;
  readonly signal: AbortSignal;
  /** Hears of a day that could not be made; it is tried again in the next turn. */
  readonly onFailure: (day: DayPlace, error: unknown) => void;
}

/**
 * Makes the sums of days that have ended, as many as there are, until the signal says to stop, and returns
 * how many. A day that fails never blocks the others.
 */
export async function makeDueDays({ database, now, signal, onFailure }: Making): Promise<number> {
  const failed = new Set<string>();
  let made = 0;
  const makeOne = async (place: DayPlace): Promise<void> => {
    try {
      await makeDay(database, place);
      made++;
    } catch (error) {
      failed.add(placeText(place));
      onFailure(place, error);
    }
  };
  for (;;) {
    const due = await readDueDays(database, { now, limit: DAYS_AT_A_TIME + failed.size });
    const days = due.filter((place) => !failed.has(placeText(place)));
    for (const place of days) {
      if (signal.aborted) return made;
      await makeOne(place);
    }
    // Those that only lack sums which came later may be years of days: the rest of them has its turn in the next looks.
    if (days.length < DAYS_AT_A_TIME || days.every(({ stands }) => stands)) return made;
  }
}

/**
 * Adds to the days that are not over the hours that came since, and makes the weeks whose days have come to stand, and what windows
 * that end now begin and go on with; returns how many of all these that was. What fails never blocks the others.
 */
export async function makeOpenDaysAndSpans({ database, now, signal, onFailure }: Making): Promise<number> {
  let made = 0;
  const each = async <Place extends DayPlace>(
    places: readonly Place[],
    make: (database: Database, place: Place) => Promise<boolean>,
  ): Promise<void> => {
    for (const place of places) {
      if (signal.aborted) return;
      try {
        if (await make(database, place)) made++;
      } catch (error) {
        onFailure(place, error);
      }
    }
  };
  await each(await readOpenDays(database, now), extendOpenDay);
  await each(await readDueMonths(database, now), makeMonth);
  await each(await readDueFinerRests(database, now, DAYS_AT_A_TIME), replaceFinerRests);
  await each(await readDueWeeks(database, DAYS_AT_A_TIME), makeWeek);
  return made;
}

function placeText({ clusterId, day }: DayPlace): string {
  return `${clusterId} ${day}`;
}

/**
 * Puts the store in order as of `now`: partitions for what is to come, sums of ended days, and what is older
 * than it is kept goes, container-hours never before the sums of their days stand. Each step is a transaction
 * of its own and can be done again; whatever is left is done the next time.
 */
export async function maintain(making: Making, retention: Retention): Promise<MaintenanceOutcome> {
  const { database, now, signal } = making;
  await ensurePartitions(database, now);
  await strikeUnknownHours(database, now);
  const daysMade = await makeDueDays(making);
  await makeOpenDaysAndSpans(making);
  const openSince = utcDayOf(now) - OPEN_SKETCH_DAYS * DAY_MS;
  const sketchesClosed = await untilFew(signal, () => closeDaySketches(database, openSince, DAYS_AT_A_TIME));
  const facts = await dropOldFacts(database, {
    before: utcDayOf(now) - retention.retentionHourlyDays * DAY_MS,
    now,
  });
  const adviceSince = utcDayOf(now) - ADVICE_DAYS * DAY_MS;
  await untilFew(signal, (limit) => purgeAdvice(database, { before: adviceSince, limit }));
  const purgeBefore = keptSince(retention, now);
  const daysPurged = await untilFew(signal, () =>
    purgeOldDays(database, { before: purgeBefore, limit: DAYS_AT_A_TIME }),
  );
  let namesSwept = 0;
  for (const clusterId of await readSweepable(database)) namesSwept += await sweepNames(database, clusterId);
  const keysSwept = await untilFew(signal, (limit) => sweepKeys(database, limit), KEYS_AT_A_TIME);
  return { daysMade, sketchesClosed, ...facts, daysPurged, namesSwept, keysSwept };
}

/** Does as much at a time as there is, and returns how much it was. */
async function untilFew(
  signal: AbortSignal,
  doSome: (limit: number) => Promise<number>,
  limit = DAYS_AT_A_TIME,
): Promise<number> {
  let done = 0;
  while (!signal.aborted) {
    const count = await doSome(limit);
    done += count;
    if (count < limit) break;
  }
  return done;
}

/** How long the loop waits between looks at the days; all else has its turn once an hour. */
export const LOOK_EVERY_MS = 15_000;
export const MAINTAIN_EVERY_MS = HOUR_MS;
