import { HOUR_MS } from "@kubecent/shared";
import { beginOfDay, type CalendarDay } from "../series/calendar-day.ts";
import type { DayCost } from "../series/daily-series.ts";

/** What a key has cost on a day. */
export interface DayRow {
  readonly day: CalendarDay;
  readonly key: string;
  readonly nano: bigint;
}

/** How much of a cluster's day was seen. */
interface SeenDay {
  readonly clusterId: number;
  readonly day: CalendarDay;
  readonly seenSeconds: number;
}

/** Days that are over, and how much of each was seen. */
export type SeenDays = ReadonlyMap<CalendarDay, { readonly hours: number; readonly coverage: number }>;

const SECONDS_PER_HOUR = 3_600;

/** How much of each day was seen over all clusters. A cluster counts from its first day on: before, it was not there. */
export function seenDays(seen: readonly SeenDay[], timeZone: string): SeenDays {
  const firsts = new Map<number, CalendarDay>();
  for (const { clusterId, day } of seen)
    firsts.set(clusterId, Math.min(day, firsts.get(clusterId) ?? Number.POSITIVE_INFINITY));
  const days = Map.groupBy(seen, ({ day }) => day);
  return new Map(
    [...days].map(([day, each]) => {
      const hours = (beginOfDay(day + 1, timeZone) - beginOfDay(day, timeZone)) / HOUR_MS;
      const clusters = [...firsts.values()].filter((first) => first <= day).length;
      const seconds = each.reduce((sum, { seenSeconds }) => sum + seenSeconds, 0);
      return [day, { hours, coverage: seconds / (clusters * hours * SECONDS_PER_HOUR) }];
    }),
  );
}

/** Each key's days. A day that was seen and has no row has cost nothing. */
export function daysByKey(rows: readonly DayRow[], seen: SeenDays): Map<string, DayCost[]> {
  const byKey = Map.groupBy(rows, ({ key }) => key);
  return new Map([...byKey].map(([key, each]) => [key, daysOfRows(each, seen)]));
}

function daysOfRows(rows: readonly DayRow[], seen: SeenDays): DayCost[] {
  const costs = new Map<CalendarDay, bigint>();
  for (const { day, nano } of rows) costs.set(day, (costs.get(day) ?? 0n) + nano);
  return [...seen].map(([day, { hours, coverage }]) => ({
    day,
    hours,
    coverage,
    costNano: costs.get(day) ?? 0n,
  }));
}

/** Days times a ratio of money: what idle and shared costs add to a question's own. */
export function scaledDays(days: readonly DayCost[], toNano: bigint, fromNano: bigint): DayCost[] {
  if (fromNano <= 0n || toNano === fromNano) return [...days];
  return days.map((each) => ({ ...each, costNano: (each.costNano * toNano) / fromNano }));
}
