import { dayOf, startOfDay } from "../url/start-of-day.ts";
import type { Reader } from "./reader.ts";

/** A stretch of time, half-open, in milliseconds since 1970. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** An instant to the minute, with the zone: "Nov 3, 2026, 14:05 GMT+1". */
export function moment(instant: number, reader: Reader): string {
  return dateFormat(reader, { ...DAY, ...CLOCK, timeZoneName: "short" }).format(instant);
}

/** A day of the calendar: "Nov 3, 2026". */
export function day(instant: number, reader: Reader): string {
  return dateFormat(reader, DAY).format(instant);
}

/** The clock alone: "14:05". */
export function clock(instant: number, reader: Reader): string {
  return dateFormat(reader, CLOCK).format(instant);
}

/** A stretch for a reader: whole days by their first and last, "Nov 1 – 7, 2026"; others by their ends. The zone is said once. */
export function stretch({ start, end }: Stretch, reader: Reader): string {
  const zone = zoneOfStretch({ start, end }, reader);
  if (!areWholeDays({ start, end }, reader))
    return `${dateFormat(reader, { ...DAY, ...CLOCK }).formatRange(start, end)} ${zone}`;
  return `${dateFormat(reader, DAY).formatRange(start, end - 1)} ${zone}`;
}

/** The same to the letter: the end is no part of it. */
export function exactStretch({ start, end }: Stretch, reader: Reader): string {
  return `from ${moment(start, reader)} up to, not including, ${moment(end, reader)}`;
}

/** What a zone is called, with how far its clock was ahead at that time: "Europe/Berlin (GMT+1)". */
export function zoneName(instant: number, reader: Reader): string {
  return zoneOfStretch({ start: instant, end: instant + 1 }, reader);
}

/** Of a stretch in which the clock was set, both are said: "Europe/Berlin (GMT+1, then GMT+2)". */
function zoneOfStretch({ start, end }: Stretch, reader: Reader): string {
  if (reader.timeZone === "UTC") return "UTC";
  const offsets = new Set([start, end - 1].map((instant) => offsetName(instant, reader)));
  return `${reader.timeZone} (${[...offsets].join(", then ")})`;
}

function offsetName(instant: number, reader: Reader): string {
  const parts = dateFormat(reader, { timeZoneName: "shortOffset" }).formatToParts(instant);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** Whether a stretch begins and ends with a day of the reader's zone. */
export function areWholeDays({ start, end }: Stretch, { timeZone }: Reader): boolean {
  return [start, end].every((instant) => startOfDay(dayOf(instant, timeZone), timeZone) === instant);
}

const DAY = { year: "numeric", month: "short", day: "numeric" } as const;
/** As a clock of the reader's language has it: "6:05 AM", "06:05". Two digits asked for would be had alone, and not in a range. */
const CLOCK = { hour: "numeric", minute: "2-digit" } as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat({ locale, timeZone }: Reader, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...options });
  formats.set(key, made);
  return made;
}
