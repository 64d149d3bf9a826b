const HOUR_MS = 3_600_000;
/** A month of the average year. */
export const HOURS_PER_MONTH = 730;

/** What an amount comes to in a month at the window's pace. */
export function monthlyOf(nano: bigint, windowMs: number): bigint {
  return windowMs <= 0 ? 0n : (nano * BigInt(HOURS_PER_MONTH * HOUR_MS)) / BigInt(windowMs);
}
