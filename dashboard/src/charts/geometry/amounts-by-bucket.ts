import type { Bucket } from "./chart-parts.ts";

/** What a stretch cost, as the service says it. */
export interface StretchCost {
  /** Where the stretch begins in the zone: up to an hour, or a day, before the window's own beginning. */
  readonly start: number;
  readonly nano: bigint;
}

const HOUR_MS = 3_600_000;

/**
 * Puts the rows of a series into the buckets of its chart. A bucket without a row cost nothing where it was seen, and is
 * unknown where it was not.
 */
export function amountsByBucket(buckets: readonly Bucket[], rows: readonly StretchCost[]): (bigint | null)[] {
  const amounts: (bigint | null)[] = buckets.map(({ state }) => (state === "gap" ? null : 0n));
  for (const row of rows) {
    const index = bucketIndex(buckets, row.start);
    if (index !== -1) amounts[index] = (amounts[index] ?? 0n) + row.nano;
  }
  return amounts;
}

/** Hours are whole in UTC. A zone's stretch that begins at half past holds the hours that begin after. */
function bucketIndex(buckets: readonly Bucket[], start: number): number {
  const firstHour = Math.max(buckets[0]?.start ?? 0, Math.ceil(start / HOUR_MS) * HOUR_MS);
  return buckets.findIndex((bucket) => firstHour >= bucket.start && firstHour < bucket.end);
}
