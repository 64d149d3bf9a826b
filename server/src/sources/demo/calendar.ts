import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";

/** The company lives on UTC+1 all year: summer time would only make the demo harder to check. */
const LOCAL_OFFSET_MS = HOUR_MS;
/** Its working day turns at four in the morning, when least is going on. */
const WORKING_DAY_OFFSET_MS = 4 * HOUR_MS - LOCAL_OFFSET_MS;
/** Day 0, 1970-01-01, was a Thursday. */
const WEEKDAY_OF_DAY_0 = 4;

/** The number of the working day, from four to four in local time, that `instant` lies in. */
export function workingDayOf(instant: Instant): number {
  return Math.floor((instant - WORKING_DAY_OFFSET_MS) / DAY_MS);
}

/** When a working day begins. */
export function startOfWorkingDay(day: number): Instant {
  return day * DAY_MS + WORKING_DAY_OFFSET_MS;
}

/** The day of the week of a day's number: 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (day + WEEKDAY_OF_DAY_0) % 7;
}

/** Hours since local midnight, with their fraction. */
export function localHour(instant: Instant): number {
  return ((instant + LOCAL_OFFSET_MS) % DAY_MS) / HOUR_MS;
}

/** The instant of a local hour (9.5 is half past nine) on the day of that number. */
export function atLocalHour(day: number, hour: number): Instant {
  return day * DAY_MS + hour * HOUR_MS - LOCAL_OFFSET_MS;
}
