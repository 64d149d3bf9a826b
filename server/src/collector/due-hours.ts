import { DAY_MS, HOUR_MS, hourOf, type Instant } from "@kubecent/shared";
import { isClosed, lastDueEnd } from "../domain/windows/due.ts";

/** An hour that is stored, and whether it was collected after the last late sample could come in. */
interface StoredHour {
  readonly hour: Instant;
  readonly closed: boolean;
}

interface DueQuestion {
  readonly now: Instant;
  /** The first hour that the source still remembers. */
  readonly earliest: Instant;
  readonly stored: readonly StoredHour[];
  /** Whether what lies a day from `earliest` will soon be forgotten by the source. */
  readonly forgets: boolean;
}

/**
 * The hours to collect, in the order to do it: those that the source is about to forget, then the newest
 * first, because they are what people look at. An hour is wanted until it is stored, and once more when it
 * is closed, for samples that came in late.
 */
export function dueHours({ now, earliest, stored, forgets }: DueQuestion): Instant[] {
  const done = new Map(stored.map((each) => [each.hour, each.closed]));
  const due: Instant[] = [];
  for (let hour = lastDueEnd(now) - HOUR_MS; hour >= hourOf(earliest); hour -= HOUR_MS) {
    const closed = done.get(hour);
    if (closed === undefined || (!closed && isClosed(hour, now))) due.push(hour);
  }
  const isAtEdge = (hour: Instant): boolean => forgets && hour < earliest + DAY_MS;
  return [...due.filter(isAtEdge), ...due.filter((hour) => !isAtEdge(hour))];
}
