import { DAY_MS, HOUR_MS, hourOf, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Gap, PerMinute } from "../../domain/observation.ts";
import { overlaps, type Stretch } from "./life.ts";
import { mix } from "./noise.ts";
import { perMinute } from "./per-minute.ts";

const GAP_PERIOD_HOURS = (30 * DAY_MS) / HOUR_MS;
const GAP_MINUTES = 40;
/** Leaves a few minutes of the hour on both sides. */
const FIRST_GAP_MINUTE = 6;
const GAP_STARTS = 9;

/** The 40 minutes that Prometheus was down for, in the one hour of every 30 days in which it was. */
export function gapOf(seedKey: number, hour: Instant): Gap | null {
  const hourNumber = hourOf(hour) / HOUR_MS;
  if (hourNumber % GAP_PERIOD_HOURS !== mix(seedKey, 1) % GAP_PERIOD_HOURS) return null;

  const start = hour + (FIRST_GAP_MINUTE + (mix(seedKey, 2) % GAP_STARTS)) * MINUTE_MS;
  return { start, end: start + GAP_MINUTES * MINUTE_MS, reason: "not_scraped" };
}

/** Which minutes of the hour were seen, and which lay in its gap. */
export interface Sight {
  readonly hour: Instant;
  readonly gap: Gap | null;
  readonly seen: PerMinute;
  readonly unseen: PerMinute;
}

/** What can be seen of an hour. */
export function sightOf(seedKey: number, hour: Instant): Sight {
  return sightWith(gapOf(seedKey, hour), hour);
}

/** All of an hour. */
export function clearSight(hour: Instant): Sight {
  return sightWith(null, hour);
}

function sightWith(gap: Gap | null, hour: Instant): Sight {
  const unseen = perMinute((minute) => (gap && isWithin(gap, hour + minute * MINUTE_MS) ? 1 : 0));
  return { hour, gap, unseen, seen: perMinute((minute) => 1 - (unseen[minute] ?? 0)) };
}

function isWithin(stretch: Stretch, instant: Instant): boolean {
  return overlaps(stretch, { start: instant, end: instant + MINUTE_MS });
}

/** Minutes as the source counts them: none inside the gap. */
export function seenOf(minutes: PerMinute, { gap, seen }: Sight): PerMinute {
  return gap ? perMinute((minute) => (minutes[minute] ?? 0) * (seen[minute] ?? 0)) : minutes;
}

/** Unseen minutes of what was seen on both sides of the gap; what came or went in it has none. */
export function unobservedOf({ start, end }: Stretch, { gap, unseen }: Sight): PerMinute {
  const bridges = gap !== null && start < gap.start && end > gap.end;
  return bridges ? unseen.slice() : perMinute(() => 0);
}
