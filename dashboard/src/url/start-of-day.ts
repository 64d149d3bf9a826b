const DAY_MS = 86_400_000;

/**
 * The first instant of a day of the calendar (`2026-10-25`) in a time zone. Not always midnight: where the clocks go forward
 * at midnight the day begins at one.
 */
export function startOfDay(day: string, timeZone: string): number {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  // Midnight by the offset of the day before, and by that of the day after: they differ where the clocks change.
  const candidates = [asUtc - DAY_MS, asUtc + DAY_MS]
    .map((nearby) => asUtc - offsetMs(nearby, timeZone))
    .toSorted((one, other) => one - other);
  const first = candidates.find((instant) => dayOf(instant, timeZone) === day);
  // A day that a zone has skipped, as Samoa did in 2011, begins where the next one does.
  return first ?? Math.max(...candidates);
}

/** The day of the calendar on which an instant lies in a time zone: "2026-10-25". */
export function dayOf(instant: number, timeZone: string): string {
  return new Date(instant + offsetMs(instant, timeZone)).toISOString().slice(0, 10);
}

/** How far a zone's clock is ahead of UTC at an instant. */
export function offsetMs(instant: number, timeZone: string): number {
  // What most addresses say; the first clock that a browser makes takes it 30 ms of a slow phone's.
  if (timeZone === "UTC") return 0;
  const wholeSecond = Math.floor(instant / 1000) * 1000;
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(wholeSecond)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
  return local - wholeSecond;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(timeZone, made);
  return made;
}
