import type { CalendarDay } from "../series/calendar-day.ts";
import { type DailyValues, knownBetween } from "../series/daily-series.ts";
import { mean, median, spread } from "../series/robust.ts";
import { dampedTrend, levelOrGrowth, theta } from "./smoothing.ts";
import { atNewestLevel } from "./steady-level.ts";
import { type UsualDays, usualDays } from "./usual-days.ts";

/** Fewer days say nothing of a week. */
export const LEAST_DAYS_FOR_WEEKS = 14;
/** Fewer days say nothing. */
export const LEAST_DAYS = 3;

/** History without what does not come again: levels that are over, and single days that were far off. */
export interface CleanHistory {
  readonly firstDay: CalendarDay;
  /** Against what is usual of each day; every day has one. */
  readonly flat: readonly number[];
  /** Days whose value was known. */
  readonly isKnown: readonly boolean[];
  readonly usual: UsualDays;
  /**
   * What the newest days cost against their level, where they were far off: they may be a spike or a new level, which only the next days
   * tell. 1 where nothing is in doubt.
   */
  readonly doubt: number;
}

const SPIKE_SPREADS = 4;
/** Nothing is called a spike that is nearer to its surroundings than this. */
const LEAST_SPIKE = 0.15;

/** Takes out of a series what is of its days, its spikes and its former levels. */
export function cleanHistory(all: DailyValues): CleanHistory {
  const series = sinceItCosts(all);
  const usual = usualDays(series);
  const leveled = atNewestLevel(
    series.values.map((value, index) => {
      const share = usual(series.firstDay + index);
      // A day that usually costs next to nothing says nothing of the level.
      return value === null || share < 0.05 ? null : value / share;
    }),
  );
  const start = leveled.findIndex((value) => value !== null);
  const rest = start === -1 ? [] : leveled.slice(start);
  const flat = filled(clipped(rest));
  return {
    firstDay: series.firstDay + Math.max(0, start),
    flat,
    doubt: doubtOf(rest, flat),
    isKnown: rest.map((value) => value !== null),
    usual,
  };
}

/** Without the days before it first cost something: what is new has no history of having cost nothing. */
function sinceItCosts({ firstDay, values }: DailyValues): DailyValues {
  const start = Math.max(
    0,
    values.findIndex((value) => value !== null && value > 0),
  );
  return { firstDay: firstDay + start, values: values.slice(start) };
}

function clipped(flat: readonly (number | null)[]): (number | null)[] {
  const levels = flat.map((_, index) => median(knownBetween(flat, index - 7, index + 8)));
  const noise = spread(
    flat.flatMap((value, index) => {
      const level = levels[index] ?? 0;
      return value === null || level <= 0 ? [] : [value / level];
    }),
  );
  const most = Math.max(LEAST_SPIKE, SPIKE_SPREADS * noise);
  return flat.map((value, index) => {
    const level = levels[index] ?? 0;
    return value === null ? null : Math.min(Math.max(value, level * (1 - most)), level * (1 + most));
  });
}

/** Days in a row that were cut at the end of the history. */
function doubtOf(raw: readonly (number | null)[], flat: readonly number[]): number {
  const cut = raw.map((value, index) => (value === null ? 0 : Math.sign(value - (flat[index] ?? value))));
  const side = cut.at(-1);
  const level = median(flat.slice(-15));
  if (!side || level <= 0) return 1;
  const settled = cut.findLastIndex((each) => each !== side);
  return median(knownBetween(raw, settled + 1, raw.length)) / level;
}

/** Unknown days as the one before. */
function filled(flat: readonly (number | null)[]): number[] {
  let last = flat.find((value) => value !== null) ?? 0;
  return flat.map((value) => {
    last = value ?? last;
    return last;
  });
}

/**
 * What days after a history will cost, each as 24 hours of it: the middle one of three methods. They err in different ways, so that the
 * middle one errs less than each.
 */
export function predict(flat: readonly number[], ahead: readonly number[]): number[] {
  if (flat.length < LEAST_DAYS_FOR_WEEKS) {
    const level = mean(flat.slice(-7));
    return ahead.map(() => level);
  }
  const methods = [theta(flat), dampedTrend(flat), levelOrGrowth(flat)];
  return ahead.map((days) => Math.max(0, median(methods.map((method) => method(days)))));
}
