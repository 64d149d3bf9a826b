import { DAY_MS, type Instant } from "@kubecent/shared";
import { localHour, weekdayOf, workingDayOf } from "./calendar.ts";
import { drift } from "./noise.ts";

/** How busy something is over a day and a week; 1 is an ordinary day's peak. */
interface Rhythm {
  /** By local hour, from midnight; in between it moves in straight lines. */
  readonly hours: readonly number[];
  /** By weekday, from Sunday. */
  readonly weekdays: readonly number[];
}

export type RhythmName = keyof typeof RHYTHMS;

const RHYTHMS = {
  // Customers: one peak around noon, one at eight in the evening, quiet nights and Sundays.
  shop: {
    hours: [
      0.18, 0.11, 0.07, 0.06, 0.06, 0.08, 0.16, 0.32, 0.52, 0.7, 0.83, 0.94, 1, 0.92, 0.8, 0.75, 0.76, 0.8,
      0.87, 0.96, 1, 0.84, 0.56, 0.33,
    ],
    weekdays: [0.42, 1, 0.96, 0.97, 1, 1.04, 0.72],
  },
  // Employees: office hours, nobody there at night and at weekends.
  office: {
    hours: [0, 0, 0, 0, 0, 0, 0, 0.2, 0.7, 1, 1, 1, 0.8, 0.95, 1, 1, 0.9, 0.7, 0.4, 0.1, 0, 0, 0, 0],
    weekdays: [0, 1, 1, 1, 1, 0.9, 0],
  },
  // Recommendations are computed while customers are awake; at night the cached ones have to do.
  waking: {
    hours: [
      0, 0, 0, 0, 0, 0, 0, 0.35, 0.6, 0.75, 0.85, 0.95, 1, 0.95, 0.85, 0.8, 0.8, 0.85, 0.9, 1, 1, 0.8, 0.4, 0,
    ],
    weekdays: [0.3, 1, 1, 1, 1, 1, 0.6],
  },
  // What follows the shop from afar: databases, queues, monitoring.
  tide: {
    hours: [
      0.5, 0.46, 0.44, 0.43, 0.43, 0.44, 0.48, 0.56, 0.7, 0.8, 0.9, 0.96, 1, 0.95, 0.88, 0.86, 0.86, 0.88,
      0.92, 0.97, 1, 0.9, 0.72, 0.58,
    ],
    weekdays: [0.7, 1, 0.98, 0.98, 1, 1.02, 0.85],
  },
  steady: { hours: Array.from({ length: 24 }, () => 1), weekdays: [1, 1, 1, 1, 1, 1, 1] },
} satisfies Record<string, Rhythm>;

/** How much one day may differ from another of its weekday. */
const DAY_TO_DAY = 0.06;

/** How busy the rhythm is at an instant, on a day of its own luck. `key` tells workloads apart. */
export function demandAt(name: RhythmName, key: number, instant: Instant): number {
  const { hours, weekdays }: Rhythm = RHYTHMS[name];
  const hour = localHour(instant);
  const from = hours[Math.floor(hour)] ?? 0;
  const to = hours[Math.ceil(hour) % hours.length] ?? 0;
  const level = from + (to - from) * (hour % 1);
  const day = workingDayOf(instant);
  return level * (weekdays[weekdayOf(day)] ?? 1) * (1 + DAY_TO_DAY * drift(key, day));
}

const GROWTH_EPOCH = Date.UTC(2026, 0, 1);
const GROWTH_PER_DAY = 1.015;
const GROWING_DAYS = 80;
const TUNING_DAYS = 4;
const LEAST_GROWN = 0.42;

/** Growth of 1.5 % a day for 80 days, then four days of tuning that win it all back: bounded for ever. */
export function growthAt(instant: Instant): number {
  const cycleDays = GROWING_DAYS + TUNING_DAYS;
  const days = (instant - GROWTH_EPOCH) / DAY_MS;
  const day = days - Math.floor(days / cycleDays) * cycleDays;
  if (day < GROWING_DAYS) return LEAST_GROWN * GROWTH_PER_DAY ** day;

  const mostGrown = LEAST_GROWN * GROWTH_PER_DAY ** GROWING_DAYS;
  return mostGrown + ((LEAST_GROWN - mostGrown) * (day - GROWING_DAYS)) / TUNING_DAYS;
}
