import { dayOf, offsetMs, startOfDay } from "../../url/start-of-day.ts";

/** A mark on a time axis: an hour, a day, a month or a year that begins there in the reader's zone. */
export interface TimeTick {
  readonly at: number;
  readonly unit: "hour" | "day" | "month" | "year";
}

interface TickRange {
  readonly start: number;
  readonly end: number;
  readonly timeZone: string;
  /** As many as there is room for. */
  readonly most: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOUR_STEPS = [1, 2, 3, 6, 12] as const;
const DAY_STEPS = [1, 2, 7, 14] as const;
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 600] as const;
const DAYS_PER_MONTH = 30;
/** 1970-01-05 was a Monday: steps of weeks begin there. */
const A_MONDAY = 4;

/**
 * Marks at round clock times of a zone, in order, all within the range. Where the clocks change, the marks keep to the clock:
 * 06:00 stays 06:00, and an hour that is skipped has no mark.
 */
export function timeTicks(range: TickRange): TimeTick[] {
  const { start, end, most } = range;
  const span = end - start;
  if (!(span > 0) || most < 1) return [];
  const hours = HOUR_STEPS.find((step) => span / (step * HOUR_MS) <= most);
  if (hours !== undefined) return hourTicks(range, hours);
  const days = DAY_STEPS.find((step) => span / (step * DAY_MS) <= most);
  if (days !== undefined) return dayTicks(range, days);
  const months = MONTH_STEPS.find((step) => span / (step * DAYS_PER_MONTH * DAY_MS) <= most);
  return monthTicks(range, months ?? 1_200);
}

function hourTicks(range: TickRange, step: number): TimeTick[] {
  const { start, end, timeZone } = range;
  const ticks: TimeTick[] = [];
  for (const day of daysOf(range)) {
    const dayStart = startOfDay(day, timeZone);
    if (dayStart >= start && dayStart < end) ticks.push({ at: dayStart, unit: "day" });
    for (let hour = step; hour < 24; hour += step) {
      const at = instantOfHour(day, hour, timeZone);
      if (at !== undefined && at > dayStart && at >= start && at < end) ticks.push({ at, unit: "hour" });
    }
  }
  return ticks;
}

/** When a clock shows a full hour of a day: the first time, where it shows it twice; never, where it is skipped. */
function instantOfHour(day: string, hour: number, timeZone: string): number | undefined {
  const asUtc = Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS;
  const candidates = [asUtc - DAY_MS, asUtc + DAY_MS]
    .map((nearby) => asUtc - offsetMs(nearby, timeZone))
    .toSorted((one, other) => one - other);
  return candidates.find((at) => at + offsetMs(at, timeZone) === asUtc);
}

function dayTicks(range: TickRange, step: number): TimeTick[] {
  const days = [...daysOf(range)].filter((day) => (dayNumber(day) - A_MONDAY) % step === 0);
  return ticksOf(range, days, (day) => (day.endsWith("-01") ? "month" : "day"));
}

function monthTicks(range: TickRange, step: number): TimeTick[] {
  const firsts = [...daysOf(range)].filter((day) => day.endsWith("-01") && monthNumber(day) % step === 0);
  return ticksOf(range, firsts, (day) => (day.endsWith("-01-01") ? "year" : "month"));
}

function ticksOf(
  { start, end, timeZone }: TickRange,
  days: readonly string[],
  unitOf: (day: string) => TimeTick["unit"],
): TimeTick[] {
  return days
    .map((day) => ({ at: startOfDay(day, timeZone), unit: unitOf(day) }))
    .filter(({ at }) => at >= start && at < end);
}

/** The days of the calendar that a range touches in its zone. */
function* daysOf({ start, end, timeZone }: TickRange): Generator<string> {
  const last = Date.parse(dayOf(end - 1, timeZone));
  for (let day = Date.parse(dayOf(start, timeZone)); day <= last; day += DAY_MS)
    yield new Date(day).toISOString().slice(0, 10);
}

function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MS;
}

function monthNumber(day: string): number {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return year * 12 + month - 1;
}
