import { type CalendarDay, dayOfMonth, daysToMonthEnd, monthOf, weekdayOf } from "../series/calendar-day.ts";
import { type DailyValues, knownBetween } from "../series/daily-series.ts";
import { mean, median, spread } from "../series/robust.ts";

/** How much of the level a day usually costs. */
export type UsualDays = (day: CalendarDay) => number;

/** Observations of a day of the week without which it counts as any other. */
const LEAST_WEEKS = 2;
/** How unusual a place in the month has to be each time before it counts. */
const UNUSUAL = 0.2;
const LEAST_MONTHS = 2;
const SPREADS = 3;
/** Days at the beginning and the end of a month that may have a cost of their own. */
const EDGE_DAYS = 5;

/** What each day of the week and each edge of a month costs, against the level around it. */
export function usualDays(series: DailyValues): UsualDays {
  const byWeekday = weekdayFactors(series);
  const ofWeek = (day: CalendarDay): number => byWeekday[weekdayOf(day)] ?? 1;
  const byPlace = placeFactors(series, ofWeek);
  return (day) => ofWeek(day) * (byPlace.get(placeOf(day)) ?? 1);
}

function weekdayFactors({ firstDay, values }: DailyValues): number[] {
  const ratios: number[][] = Array.from({ length: 7 }, () => []);
  for (const [index, value] of values.entries()) {
    // A whole week around the day, or the nearest one.
    const from = Math.max(0, Math.min(index - 3, values.length - 7));
    const level = mean(knownBetween(values, from, from + 7));
    if (value !== null && level > 0) ratios[weekdayOf(firstDay + index)]?.push(value / level);
  }
  const factors = ratios.map((each) => (each.length >= LEAST_WEEKS ? median(each) : 1));
  const usual = mean(factors);
  return usual > 0 ? factors.map((factor) => factor / usual) : factors.map(() => 1);
}

/** Where a day stands in its month: counted from the nearer end; null in the middle. */
function placeOf(day: CalendarDay): number | null {
  const left = daysToMonthEnd(day);
  if (left < EDGE_DAYS) return -1 - left;
  const number = dayOfMonth(day);
  return number <= EDGE_DAYS ? number : null;
}

/** Places of a month that were unusual in each of its months, and in two at least: the night of the monthly batch. */
function placeFactors({ firstDay, values }: DailyValues, ofWeek: UsualDays): Map<number | null, number> {
  const flat = values.map((value, index) => {
    const usual = ofWeek(firstDay + index);
    return value === null || usual < 0.05 ? null : value / usual;
  });
  const ratios = flat.flatMap((value, index) => {
    const level = median(knownBetween(flat, index - 7, index + 8));
    return value === null || !(level > 0) ? [] : [{ day: firstDay + index, ratio: value / level }];
  });
  const noise = spread(ratios.map(({ ratio }) => ratio));
  const least = Math.max(UNUSUAL, SPREADS * noise);
  const places = Map.groupBy(ratios, ({ day }) => placeOf(day));
  places.delete(null);
  const unusual = [...places].filter(([, each]) => {
    const months = new Set(each.map(({ day }) => monthOf(day)));
    const isSame =
      each.every(({ ratio }) => ratio > 1 + least) || each.every(({ ratio }) => ratio < 1 - least);
    return months.size >= LEAST_MONTHS && isSame;
  });
  return new Map(unusual.map(([place, each]) => [place, median(each.map(({ ratio }) => ratio))]));
}
