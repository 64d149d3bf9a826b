import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { PerMinute } from "../../domain/observation.ts";
import { perMinute } from "./per-minute.ts";

/** A half-open stretch of time. */
export interface Stretch {
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * One stretch out of a row of stretches that never overlap: a replica's day, a node's stay, a revision.
 * Ordinals grow along the row, so that one names its stretch whichever hour is asked for.
 */
export interface Life extends Stretch {
  readonly ordinal: number;
}

/** What neither begins nor ends. */
export const ALWAYS: Life = { ordinal: 0, start: -Infinity, end: Infinity };

export function overlaps(a: Stretch, b: Stretch): boolean {
  return a.start < b.end && b.start < a.end;
}

/**
 * The stretches that lie in both rows. Along the result at least one of the two moves on with each step
 * and none moves back, so the sum of the two ordinals is an ordinal again.
 */
export function intersect(row: readonly Life[], other: readonly Life[]): Life[] {
  return row.flatMap((a) =>
    other
      .filter((b) => overlaps(a, b))
      .map((b) => ({
        ordinal: a.ordinal + b.ordinal,
        start: Math.max(a.start, b.start),
        end: Math.min(a.end, b.end),
      })),
  );
}

/** The share of each minute of the hour at `hour` that lies within the stretch. */
export function minutesWithin({ start, end }: Stretch, hour: Instant): PerMinute {
  if (start <= hour && end >= hour + HOUR_MS) return perMinute(() => 1);

  return perMinute((minute) => {
    const from = Math.max(start, hour + minute * MINUTE_MS);
    const to = Math.min(end, hour + (minute + 1) * MINUTE_MS);
    return Math.max(0, to - from) / MINUTE_MS;
  });
}
