import { DAY_MS, type Instant } from "@kubecent/shared";

/** The first instant of the UTC day that an instant is in. */
export function utcDayOf(instant: Instant): Instant {
  return Math.floor(instant / DAY_MS) * DAY_MS;
}
