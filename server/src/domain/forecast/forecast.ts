import type { CalendarDay } from "../series/calendar-day.ts";
import { dailyValues, type DayCost } from "../series/daily-series.ts";
import { type Band, pastErrors } from "./past-errors.ts";
import { cleanHistory, LEAST_DAYS, LEAST_DAYS_FOR_WEEKS, predict } from "./predict.ts";

/** A day, or what is left of one, that is to be forecast. */
export interface WantedDay {
  readonly day: CalendarDay;
  /** Hours of it that are to come. */
  readonly hours: number;
}

/** An amount that is expected, and between which it lies with the probability of `level`. */
export interface Expected {
  readonly lowNano: bigint;
  readonly midNano: bigint;
  readonly highNano: bigint;
}

/** `none`: fewer than three days are known; `mean`: of the last seven days; `combined`: the middle one of three methods. */
export type ForecastMethod = "none" | "mean" | "combined";

export interface Forecast {
  readonly method: ForecastMethod;
  /** Fewer than 14 days are known: weeks are not. */
  readonly isShortOfHistory: boolean;
  /** Days of the past from which the same was forecast, whose errors make the interval. */
  readonly origins: number;
  /** There were too few of them: the interval is 35 % to both sides, whatever the series is like. */
  readonly isWide: boolean;
  readonly level: number;
  readonly days: readonly ForecastDay[];
  /** Of all wanted days; null where nothing can be said. */
  readonly total: Expected | null;
}

export interface ForecastDay {
  readonly day: CalendarDay;
  readonly midNano: bigint;
  /** Of all wanted days up to this one. */
  readonly sum: Expected;
}

/** The interval holds what comes in four of five cases. */
export const LEVEL = 0.8;
const HOURS = 24;

/**
 * What days to come will cost, by the closed days before them. It looks at nothing but `known`: days that come after them change
 * nothing. The method and its errors are in docs/forecast.md.
 */
export function forecast(known: readonly DayCost[], wanted: readonly WantedDay[]): Forecast {
  const series = dailyValues(known);
  const history = cleanHistory(series);
  const count = history.isKnown.filter(Boolean).length;
  const lastDay = series.firstDay + series.values.length - 1;
  const coming = wanted.filter(({ day }) => day > lastDay).toSorted((a, b) => a.day - b.day);
  const isShortOfHistory = count < LEAST_DAYS_FOR_WEEKS;
  const said = { isShortOfHistory, level: LEVEL };
  if (count < LEAST_DAYS) return { ...said, method: "none", origins: 0, isWide: true, days: [], total: null };

  const ahead = coming.map(({ day }) => day - lastDay);
  const { origins, isWide, bands } = pastErrors(history, ahead);
  const levels = predict(history.flat, ahead);
  let sumNano = 0n;
  const days = coming.map(({ day, hours }, index): ForecastDay => {
    const value = ((levels[index] ?? 0) * history.usual(day) * series.unitNano * hours) / HOURS;
    const midNano = nano(value);
    sumNano += midNano;
    return { day, midNano, sum: around(sumNano, bands[index]) };
  });
  const method = history.flat.length < LEAST_DAYS_FOR_WEEKS ? "mean" : "combined";
  const none = { lowNano: 0n, midNano: 0n, highNano: 0n };
  return { ...said, method, origins, isWide, days, total: days.at(-1)?.sum ?? none };
}

/** The interval around a sum. Amounts beyond what a double can count are off by some nanos, but never on the wrong side. */
function around(midNano: bigint, { low, high }: Band = { low: 1, high: 1 }): Expected {
  const mid = Number(midNano);
  const lowNano = nano(mid * low);
  const highNano = nano(mid * high);
  return {
    lowNano: lowNano < midNano ? lowNano : midNano,
    midNano,
    highNano: highNano > midNano ? highNano : midNano,
  };
}

function nano(value: number): bigint {
  return BigInt(Math.round(value));
}
