import { DAY_MS, type Instant } from "@kubecent/shared";

/** The first instant of the UTC day that an instant is in. */
export function utcDayOf(instant: Instant): Instant {
  return Math.floor(instant / DAY_MS) * DAY_MS;
}

/** The first day of all instants was a Thursday. */
export const FIRST_MONDAY: Instant = 4 * DAY_MS;

/** The Monday of UTC with which the week begins that an instant is in. */
export function utcWeekOf(instant: Instant): Instant {
  return Math.floor((instant - FIRST_MONDAY) / (7 * DAY_MS)) * 7 * DAY_MS + FIRST_MONDAY;
}
