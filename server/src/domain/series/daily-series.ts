import type { CalendarDay } from "./calendar-day.ts";

/** What one closed day has cost. Days without one are unknown, which is not the same as nought. */
export interface DayCost {
  readonly day: CalendarDay;
  readonly costNano: bigint;
  /** Share of the day that was seen. */
  readonly coverage: number;
  /** Hours that the day has: 23 or 25 where the clocks change. 24 where it is left out. */
  readonly hours?: number | undefined;
}

/** Consecutive days, each as what 24 hours of it cost; null where too little was seen to tell. */
export interface DailyValues {
  readonly firstDay: CalendarDay;
  readonly values: readonly (number | null)[];
}

/** A day of which less was seen says nothing: what is missing may be its dearest hours. */
const LEAST_COVERAGE = 0.75;
const HOURS = 24;

/**
 * Days as numbers that compare: as if all of each day was seen and had 24 hours, in units of the largest amount. That one is an
 * amount of the series itself, so that a series in another currency gives the very same numbers.
 */
export function dailyValues(days: readonly DayCost[]): DailyValues & { readonly unitNano: number } {
  const seen = days.filter(({ coverage }) => coverage >= LEAST_COVERAGE);
  const unitNano = seen.reduce((most, { costNano }) => Math.max(most, Number(costNano)), 0);
  const byDay = new Map(
    seen.map(({ day, costNano, coverage, hours = HOURS }) => {
      const value = unitNano > 0 ? Number(costNano) / unitNano : 0;
      return [day, ((value / Math.min(1, coverage)) * HOURS) / hours];
    }),
  );
  const known = [...byDay.keys()];
  if (known.length === 0) return { firstDay: 0, values: [], unitNano };

  const firstDay = Math.min(...known);
  const length = Math.max(...known) - firstDay + 1;
  const values = Array.from({ length }, (_, index) => byDay.get(firstDay + index) ?? null);
  return { firstDay, values, unitNano };
}

/** The values that are known, of those from `from` up to `to`. */
export function knownBetween(values: readonly (number | null)[], from: number, to: number): number[] {
  return values.slice(Math.max(0, from), Math.max(0, to)).filter((value) => value !== null);
}
