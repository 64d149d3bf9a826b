import type { Instant } from "@kubecent/shared";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";

/** The hour that unit tests observe. */
export const HOUR = Date.UTC(2026, 0, 5, 10);

export type Point = readonly [time: Instant, value: number];

/** A series with the given samples. */
export function seriesOf(labels: Readonly<Record<string, string>>, points: readonly Point[]): Series {
  return {
    labels,
    times: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(points, ([, value]) => value),
  };
}

/** The moment so many minutes after the hour's start. */
export function minute(minutes: number): Instant {
  return HOUR + minutes * 60_000;
}

/** Samples of one value from one minute of the hour to another, both included. */
export function steady(from: number, to: number, options: { value?: number; step?: number } = {}): Point[] {
  const { value = 1, step = 1 } = options;
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index): Point => [minute(from + index * step), value]);
}

/** How much of the hour the shares cover, in minutes. */
export function minutesIn(shares: Float64Array): number {
  return shares.reduce((sum, share) => sum + share, 0);
}
