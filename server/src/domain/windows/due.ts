import { HOUR_MS, hourOf, type Instant, MINUTE_MS } from "@kubecent/shared";

/** Time after an hour's end until its samples have arrived and it may be collected. */
const DUE_AFTER_MS = 10 * MINUTE_MS;
/** Time after an hour's end until it has been collected again for late samples and is closed. */
const CLOSED_AFTER_MS = 3 * HOUR_MS;

/** The end of the last hour that is due at `now`. */
export function lastDueEnd(now: Instant): Instant {
  return hourOf(now - DUE_AFTER_MS);
}

/** When the next hour will be due. */
export function nextDueAt(now: Instant): Instant {
  return lastDueEnd(now) + HOUR_MS + DUE_AFTER_MS;
}

/** The end of the last hour that is beyond late samples at `now`. */
export function lastClosedEnd(now: Instant): Instant {
  return hourOf(now - CLOSED_AFTER_MS);
}

/** True when the hour that starts at `hour` is beyond late samples at `now`. */
export function isClosed(hour: Instant, now: Instant): boolean {
  return now >= hour + HOUR_MS + CLOSED_AFTER_MS;
}

/** True where the hour that starts at `hour` is collected as it happens: when it is due, and once more when it is closed. */
export function isLive(hour: Instant, now: Instant): boolean {
  return !isClosed(hour + HOUR_MS, now);
}
