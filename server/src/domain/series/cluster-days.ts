import { DAY_MS, type Instant } from "@kubecent/shared";
import { beginOfDay, calendarDayOf, type CalendarDay } from "./calendar-day.ts";

/** A day in a time zone, with its instants. */
export interface ZoneDay {
  readonly day: CalendarDay;
  readonly start: Instant;
  readonly end: Instant;
}

/** The days that a stretch of time touches, whole. */
export function daysAcross(start: Instant, end: Instant, timeZone: string): ZoneDay[] {
  const days: ZoneDay[] = [];
  for (let day = calendarDayOf(start, timeZone), begin = beginOfDay(day, timeZone); begin < end; day += 1) {
    const next = beginOfDay(day + 1, timeZone);
    days.push({ day, start: begin, end: next });
    begin = next;
  }
  return days;
}

/** What is known of one cluster's hours. */
export interface ClusterHours {
  readonly firstHour: Instant;
  readonly lastHour: Instant;
  readonly seenSeconds: ReadonlyMap<CalendarDay, number>;
}

/** For so long a cluster that says nothing is missed; after that it counts as gone. */
const MISSED_FOR_MS = 3 * DAY_MS;
const MS_PER_SECOND = 1_000;

/**
 * Share of a day that was seen, over the clusters that were there: a cluster that came later or is gone leaves no gap, it makes the
 * costs rise or fall. Nought where there was none.
 */
export function seenShare({ day, start, end }: ZoneDay, clusters: readonly ClusterHours[]): number {
  const there = clusters.filter(
    ({ firstHour, lastHour }) => firstHour < end && start <= lastHour + MISSED_FOR_MS,
  );
  if (there.length === 0) return 0;
  const seen = there.reduce((sum, { seenSeconds }) => sum + (seenSeconds.get(day) ?? 0), 0);
  return Math.min(1, (seen * MS_PER_SECOND) / (there.length * (end - start)));
}
