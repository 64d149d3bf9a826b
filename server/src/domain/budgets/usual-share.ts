import type { Instant } from "@kubecent/shared";
import type { PeriodDay } from "./period.ts";

/** What one day has cost. */
export interface KnownDay {
  readonly weekday: number;
  readonly cost: number;
}

/** How a period's cost usually spreads over its days. */
export interface UsualCourse {
  readonly from: "weekdays" | "even";
  /** Share of the period's cost that is usually spent by then. */
  shareAt(at: Instant): number;
  /** When a share is usually spent; null beyond the end. */
  instantOf(share: number): Instant | null;
}

/** Fewer days say nothing of a week. */
const LEAST_DAYS = 14;

/**
 * The usual course of a period. A cluster that sleeps at weekends spends a quarter more on each working day than an even
 * course would have it, and would be called too fast each Friday.
 */
export function usualCourse(days: readonly PeriodDay[], known: readonly KnownDay[]): UsualCourse {
  const byWeekday = weightsOf(known);
  const weights = days.map(({ start, end, weekday }) => byWeekday?.get(weekday) ?? end - start);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    from: byWeekday ? "weekdays" : "even",
    shareAt: (at) =>
      days.reduce((sum, day, index) => sum + (weights[index] ?? 0) * elapsedOf(day, at), 0) / total,
    instantOf: (share) => instantOf(days, weights, share * total),
  };
}

/** Mean cost of each day of the week; null where too little is known, or nothing has cost anything. */
function weightsOf(known: readonly KnownDay[]): ReadonlyMap<number, number> | null {
  if (known.length < LEAST_DAYS) return null;
  const groups = Map.groupBy(known, ({ weekday }) => weekday);
  const means = [...groups].map(
    ([weekday, group]) => [weekday, group.reduce((sum, { cost }) => sum + cost, 0) / group.length] as const,
  );
  const isSound =
    means.length === 7 && means.some(([, mean]) => mean > 0) && means.every(([, mean]) => mean >= 0);
  return isSound ? new Map(means) : null;
}

function elapsedOf({ start, end }: PeriodDay, at: Instant): number {
  return Math.min(1, Math.max(0, (at - start) / (end - start)));
}

function instantOf(days: readonly PeriodDay[], weights: readonly number[], wanted: number): Instant | null {
  let spent = 0;
  for (const [index, { start, end }] of days.entries()) {
    const weight = weights[index] ?? 0;
    if (spent + weight >= wanted && weight > 0) {
      return Math.round(start + ((wanted - spent) / weight) * (end - start));
    }
    spent += weight;
  }
  return null;
}
