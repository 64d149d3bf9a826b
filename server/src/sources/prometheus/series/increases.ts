import type { Instant } from "@kubecent/shared";
import type { Series } from "./series.ts";

/** How much a counter grew in a stretch of time. */
export interface Increase {
  readonly start: Instant;
  readonly end: Instant;
  readonly amount: number;
}

/**
 * The growth of a counter from sample to sample, over holes too. A value lower than the one before counts
 * from zero. `bornAt` is when the counter stood at zero, if that was just before its first sample: then
 * its first value is growth as well.
 */
export function increasesOf({ times, values }: Series, bornAt: Instant | null): Increase[] {
  const increases: Increase[] = [];
  let start = bornAt;
  let before = 0;
  for (const [index, end] of times.entries()) {
    const value = values[index] ?? 0;
    if (start !== null) increases.push({ start, end, amount: value < before ? value : value - before });
    start = end;
    before = value;
  }
  return increases;
}
