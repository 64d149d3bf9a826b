import { weekdayOf } from "../../server/src/domain/series/calendar-day.ts";
import { mean, median, spread } from "../../server/src/domain/series/robust.ts";
import { type AnomalySeries, WARM_UP_DAYS } from "./anomaly-series.ts";
import type { OpenedDays } from "./measure-anomalies.ts";

/** Whether a day is unusual, by the days before it; the weekdays are those of the days. */
type Rule = (cost: number, before: readonly number[], weekdays: readonly number[]) => boolean;

/** Unusual days that are no further apart are one incident, as they are of ours. */
const QUIET_DAYS = 7;
const LEAST_COVERAGE = 0.75;

function opensBy(rule: Rule): OpenedDays {
  return ({ days }: AnomalySeries) => {
    const seen = days.filter(({ coverage }) => coverage >= LEAST_COVERAGE);
    const costs = seen.map(({ costNano, coverage }) => Number(costNano) / 1e9 / coverage);
    const weekdays = seen.map(({ day }) => weekdayOf(day));
    const begin = (days[0]?.day ?? 0) + WARM_UP_DAYS;
    let last = -Infinity;
    return seen.flatMap(({ day }, index) => {
      if (day < begin || !rule(costs[index] ?? 0, costs.slice(0, index), weekdays.slice(0, index + 1)))
        return [];
      const isNew = day - last >= QUIET_DAYS;
      last = day;
      return isNew ? [day] : [];
    });
  };
}

/** Percent over the mean of some days, as Kubecost has it. */
export function overTheMean(days: number, share: number): OpenedDays {
  return opensBy((cost, before) => {
    const usual = mean(before.slice(-days));
    return Math.abs(cost - usual) > share * usual;
  });
}

/** So many standard deviations from the mean of eight weeks. */
export function deviations(count: number): OpenedDays {
  return opensBy((cost, before) => {
    const newest = before.slice(-56);
    const usual = mean(newest);
    const deviation = Math.sqrt(mean(newest.map((each) => (each - usual) ** 2)));
    return Math.abs(cost - usual) > count * deviation;
  });
}

/** So many robust deviations from the median of the same weekday, and a share of it. */
export function sameWeekday(weeks: number, count: number, share: number): OpenedDays {
  return opensBy((cost, before, weekdays) => {
    const today = weekdays.at(-1);
    const alike = before.filter((_, index) => weekdays[index] === today).slice(-weeks);
    const usual = median(alike);
    const off = Math.abs(cost - usual);
    return off > count * spread(alike) && off > share * usual;
  });
}
