import type { Instant } from "@kubecent/shared";
import { usualDays } from "../forecast/usual-days.ts";
import { dailyValues, type DayCost } from "../series/daily-series.ts";
import type { PeriodDay } from "./period.ts";

/** How a period's cost usually spreads over its days. */
export interface UsualCourse {
  readonly from: "weekdays" | "even";
  /** Share of the period's cost that is usually spent by then. */
  shareAt(at: Instant): number;
}

/** Fewer days say nothing of a week. */
const LEAST_DAYS = 14;

/**
 * The usual course of a period, by the days before it. A cluster that sleeps at weekends spends a quarter more on each working day
 * than an even course would have it, and would be called too fast each Friday.
 */
export function usualCourse(days: readonly PeriodDay[], known: readonly DayCost[]): UsualCourse {
  const byDay = weightsOf(days, known);
  const weights = byDay ?? days.map(({ start, end }) => end - start);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    from: byDay ? "weekdays" : "even",
    shareAt: (at) =>
      days.reduce((sum, day, index) => sum + (weights[index] ?? 0) * elapsedOf(day, at), 0) / total,
  };
}

/** What each day usually costs against the others; null where too little is known, or nothing has cost anything. */
function weightsOf(days: readonly PeriodDay[], known: readonly DayCost[]): number[] | null {
  const series = dailyValues(known);
  const seen = series.values.filter((value) => value !== null);
  if (seen.length < LEAST_DAYS || !seen.some((value) => value > 0)) return null;
  const usual = usualDays(series);
  const weights = days.map(({ start, end, day }) => usual(day) * (end - start));
  const isSound = weights.every((weight) => weight >= 0) && weights.some((weight) => weight > 0);
  return isSound ? weights : null;
}

function elapsedOf({ start, end }: PeriodDay, at: Instant): number {
  return Math.min(1, Math.max(0, (at - start) / (end - start)));
}
