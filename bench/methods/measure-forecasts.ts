import { forecast, type Forecast } from "../../server/src/domain/forecast/forecast.ts";
import { dampedTrend, theta } from "../../server/src/domain/forecast/smoothing.ts";
import { mean } from "../../server/src/domain/series/robust.ts";
import type { MadeSeries } from "./forecast-shapes.ts";

const NANO = 1e9;
/** Days of the month that are over when it is forecast. */
export const ORIGINS = [5, 10, 15, 20] as const;
const HISTORY_DAYS = 120;

/** What a way of forecasting says of the rest of a month. */
export interface Guess {
  readonly rest: number;
  readonly low?: number;
  readonly high?: number;
}

/** The costs of the days before, the first of them, days of the month that are over, and days to come. */
export interface Asked {
  readonly firstDay: number;
  readonly costs: readonly number[];
  readonly over: number;
  readonly left: number;
}

export type ForecastMethodName = keyof typeof METHODS;

/** How far off a forecast was: as a share of the month, and of its rest. */
export interface ForecastError {
  readonly over: number;
  readonly ofMonth: number;
  /** Null where the rest costs nothing. */
  readonly ofRest: number | null;
  readonly isCovered: boolean | null;
  /** Width of the interval as a share of the month. */
  readonly width: number | null;
}

export const METHODS = {
  "run rate": ({ costs, over, left }: Asked): Guess => ({ rest: mean(costs.slice(-over)) * left }),
  naive: ({ costs, left }: Asked): Guess => ({ rest: (costs.at(-1) ?? 0) * left }),
  "seasonal naive": ({ costs, left }: Asked): Guess => ({
    rest: sum(Array.from({ length: left }, (_, ahead) => costs.at(-7 + (ahead % 7)) ?? 0)),
  }),
  "damped trend": ({ costs, left }: Asked): Guess => ({ rest: sumOf(dampedTrend(costs.slice(-56)), left) }),
  Theta: ({ costs, left }: Asked): Guess => ({ rest: sumOf(theta(costs.slice(-56)), left) }),
  KubeCent: (asked: Asked): Guess => guessOf(kubeCent(asked)),
};

function kubeCent({ firstDay, costs, left }: Asked): Forecast {
  const known = costs.map((cost, index) => ({
    day: firstDay + index,
    costNano: BigInt(Math.round(cost * NANO)),
    coverage: 1,
  }));
  const next = firstDay + costs.length;
  return forecast(
    known,
    Array.from({ length: left }, (_, ahead) => ({ day: next + ahead, hours: 24 })),
  );
}

function guessOf({ total }: Forecast): Guess {
  if (!total) return { rest: 0 };
  const [rest, low, high] = [total.midNano, total.lowNano, total.highNano].map((nano) => Number(nano) / NANO);
  return { rest: rest ?? 0, low: low ?? 0, high: high ?? 0 };
}

/** The errors of a method on a series, from each origin that can know what happened. */
export function forecastErrors(
  { firstDay, costs, monthStart, monthDays, eventDay }: MadeSeries,
  method: ForecastMethodName,
): ForecastError[] {
  return ORIGINS.filter((over) => over >= eventDay).map((over) => {
    const end = monthStart - firstDay + over;
    const history = costs.slice(Math.max(0, end - HISTORY_DAYS), end);
    const left = monthDays - over;
    const { rest, low, high } = METHODS[method]({
      firstDay: firstDay + end - history.length,
      costs: history,
      over,
      left,
    });
    const came = sum(costs.slice(end, end + left));
    const month = came + sum(history.slice(-over));
    return {
      over,
      ofMonth: month > 0 ? Math.abs(rest - came) / month : Number(rest > 1e-6),
      ofRest: came > 0 ? Math.abs(rest - came) / came : null,
      isCovered: low === undefined || high === undefined ? null : low - 1e-6 <= came && came <= high + 1e-6,
      width: low === undefined || high === undefined ? null : month > 0 ? (high - low) / month : 0,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumOf(outlook: (ahead: number) => number, left: number): number {
  return sum(Array.from({ length: left }, (_, ahead) => Math.max(0, outlook(ahead + 1))));
}
