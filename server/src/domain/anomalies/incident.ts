import { type CalendarDay, weekdayOf } from "../series/calendar-day.ts";
import type { UnusualDay } from "./judge-day.ts";

/** What an excursion looks like: a few days, a new level, growth, or days of the week that are no longer what they were. */
export const INCIDENT_KINDS = ["spike", "step", "leak", "pattern"] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** One excursion of a series, from its first unusual day on. It remembers what it was judged by. */
export interface Incident {
  readonly openedDay: CalendarDay;
  readonly kind: IncidentKind;
  readonly direction: "up" | "down";
  /** Its unusual days, oldest first. */
  readonly days: readonly UnusualDay[];
  /** When its distance from what was expected had become twice that of its first day. */
  readonly doubledDay: CalendarDay | null;
  /** The first day after it; known once a week has been usual. */
  readonly endedDay: CalendarDay | null;
}

export type IncidentEvent = "opened" | "doubled" | "ended";

/** What a day has made of a series' incident. */
export interface IncidentStep {
  /** The newest incident, open or ended; null where there was none. */
  readonly incident: Incident | null;
  readonly event: IncidentEvent | null;
}

/** Unusual days that are no further from each other are one excursion. */
const QUIET_DAYS = 7;
const STEP_DAYS = 4;

/** Levels that were told of are known for so long: that is how far back the growth of a week is looked for. */
const KNOWN_FOR_DAYS = 42;
/** For so long a spike that comes back on the same day of the week is the same. */
const PATTERN_DAYS = 21;
/** What goes beyond a level that is known by less than this is that level. */
const KNOWN_SHARE = 1.15;

/**
 * Takes the next known day of a series into account: `unusual` is what it was judged to be, `latest` the newest incident of the series. A
 * day that is unknown is no day: it neither opens nor ends anything.
 */
export function nextDay(latest: Incident | null, day: CalendarDay, unusual: UnusualDay | null): IncidentStep {
  const open = latest?.endedDay === null ? latest : null;
  const told = unusual?.silent === null && !(latest && isKnownLevel(latest, unusual)) ? unusual : null;
  if (!open) return told ? { incident: openedBy(told), event: "opened" } : { incident: latest, event: null };
  if (told) return carriedOn(open, told);
  const last = open.days.at(-1)?.day ?? open.openedDay;
  if (day - last < QUIET_DAYS) return { incident: open, event: null };
  return { incident: { ...open, endedDay: last + 1 }, event: "ended" };
}

/** Whether a day is at the level that an incident which is over has ended at: nobody is told of that twice. */
function isKnownLevel({ kind, direction, days, endedDay }: Incident, unusual: UnusualDay): boolean {
  if (endedDay === null || unusual.day - endedDay > KNOWN_FOR_DAYS) return false;
  // A spike is over; one that comes back on its weekday is of the week.
  if (kind === "spike" && !days.some(({ day }) => isWeeksAfter(day, unusual.day))) return false;
  if (direction !== directionOf(unusual)) return false;
  const levels = days.map(({ costNano }) => Number(costNano));
  const cost = Number(unusual.costNano);
  return direction === "up"
    ? cost <= KNOWN_SHARE * Math.max(...levels)
    : cost >= Math.min(...levels) / KNOWN_SHARE;
}

function isWeeksAfter(day: CalendarDay, later: CalendarDay): boolean {
  return weekdayOf(day) === weekdayOf(later) && later - day <= PATTERN_DAYS;
}

function directionOf(unusual: UnusualDay): Incident["direction"] {
  return excessNano(unusual) > 0n ? "up" : "down";
}

function openedBy(first: UnusualDay): Incident {
  return {
    openedDay: first.day,
    kind: first.by === "growth" ? "leak" : "spike",
    direction: directionOf(first),
    days: [first],
    doubledDay: null,
    endedDay: null,
  };
}

function carriedOn(open: Incident, unusual: UnusualDay): IncidentStep {
  const days = [...open.days, unusual];
  const first = open.days[0] ?? unusual;
  const isDouble =
    open.doubledDay === null && excessNano(unusual) * sign(open) >= 2n * excessNano(first) * sign(open);
  return {
    incident: {
      ...open,
      days,
      kind: kindOf(open, days),
      doubledDay: isDouble ? unusual.day : open.doubledDay,
    },
    event: isDouble ? "doubled" : null,
  };
}

function kindOf(open: Incident, days: readonly UnusualDay[]): IncidentKind {
  if (open.kind === "leak") return "leak";
  const [first] = days;
  const last = days.at(-1);
  const span = (last?.day ?? 0) - (first?.day ?? 0) + 1;
  const weekdays = new Set(days.map(({ day }) => weekdayOf(day)));
  if (span > QUIET_DAYS && weekdays.size <= 2) return "pattern";
  return days.length >= STEP_DAYS ? "step" : "spike";
}

function sign({ direction }: Incident): bigint {
  return direction === "up" ? 1n : -1n;
}

/** What a day cost beyond what was expected; below nought where it cost less. */
export function excessNano({ costNano, expectedNano }: UnusualDay): bigint {
  return costNano - expectedNano;
}
