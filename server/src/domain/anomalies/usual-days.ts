import { type CalendarDay, weekdayOf } from "../series/calendar-day.ts";
import type { DailyValues } from "../series/daily-series.ts";
import { median, quantile } from "../series/robust.ts";

/** A series up to one day, with what was usual of each of its days: all of it as logarithms. */
export interface UsualSeries {
  readonly firstDay: CalendarDay;
  /** Cost of each day; null where it is unknown. */
  readonly logs: readonly (number | null)[];
  /** What a weekday adds to the level. */
  readonly weekdays: readonly number[];
  /** How far each day was from what the days before it had led to expect; null where either is unknown. */
  readonly surprises: readonly (number | null)[];
  /** How far days usually are from that. */
  readonly scale: number;
}

const LEVEL_DAYS = 14;
const LEAST_LEVEL_DAYS = 7;
const LEAST_WEEKS = 3;
/** Series that hardly move would find everything unusual. */
const LEAST_SCALE = 0.025;
/** A day that costs less than this part of a usual one counts as this part of it: nought has no logarithm. */
const NEXT_TO_NOTHING = 0.01;
/** Growth that is carried on, at most, from one fortnight to the next. */
const MOST_DRIFT = 0.15;

/** Works out what was usual of a series. Nothing but the series itself goes in, so that no day knows what comes after it. */
export function usualSeries({ firstDay, values }: DailyValues): UsualSeries {
  const costing = values.filter((value) => value !== null && value > 0).map(Number);
  const least = median(costing) * NEXT_TO_NOTHING;
  const logs = values.map((value) => (value === null ? null : Math.log(Math.max(value, least))));
  const weekdays = weekdayParts(firstDay, logs);
  const flat = logs.map((log, index) =>
    log === null ? null : log - (weekdays[weekdayOf(firstDay + index)] ?? 0),
  );
  const levels = flat.map((_, index) => levelBefore(flat, index));
  const surprises = flat.map((value, index) => {
    const level = levels[index] ?? null;
    const older = levels[index - LEVEL_DAYS] ?? null;
    return value === null || level === null
      ? null
      : value - level - (older === null ? 0 : carriedDrift(level - older));
  });
  const past = surprises.slice(0, -1).flatMap((surprise) => (surprise === null ? [] : [Math.abs(surprise)]));
  const scale =
    past.length === 0
      ? LEAST_SCALE
      : Math.max(LEAST_SCALE, 1.4826 * median(past), quantile(past, 0.9) / 1.645);
  return { firstDay, logs, weekdays, surprises, scale };
}

/** What each day of the week is off the fortnight around it, where three of them are known. */
function weekdayParts(firstDay: CalendarDay, logs: readonly (number | null)[]): number[] {
  const parts: number[][] = Array.from({ length: 7 }, () => []);
  for (const [index, log] of logs.entries()) {
    if (log === null) continue;
    const around = known(logs, index - 7, index + 8);
    if (around.length >= LEAST_LEVEL_DAYS) parts[weekdayOf(firstDay + index)]?.push(log - median(around));
  }
  return parts.map((each) => (each.length >= LEAST_WEEKS ? median(each) : 0));
}

/** The level of the fortnight before a day. */
function levelBefore(flat: readonly (number | null)[], index: number): number | null {
  const newer = known(flat, index - LEVEL_DAYS, index);
  return newer.length < LEAST_LEVEL_DAYS ? null : median(newer);
}

/** The growth from one fortnight to the next has half of it to go from the middle of the newer one to its end. */
function carriedDrift(drift: number): number {
  return Math.min(MOST_DRIFT, Math.max(-MOST_DRIFT, drift)) / 2;
}

/** Values that are known, from `from` up to `to`. */
export function known(values: readonly (number | null)[], from: number, to: number): number[] {
  const found: number[] = [];
  for (let index = Math.max(0, from); index < Math.min(values.length, to); index += 1) {
    const value = values[index];
    if (value !== null && value !== undefined) found.push(value);
  }
  return found;
}
