import { type CalendarDay, daysToMonthEnd, weekdayOf } from "../../server/src/domain/series/calendar-day.ts";
import type { Random } from "./random.ts";

export const FORECAST_SHAPES = [
  "flat",
  "weekly",
  "growth",
  "weekly growth",
  "decline",
  "step in the month",
  "step before",
  "new service",
  "month-end batch",
  "decommission",
  "past spike",
  "weekly batch",
] as const;
export type ForecastShape = (typeof FORECAST_SHAPES)[number];

/** A made-up series: its days from `firstDay` on, and the month that is to be forecast. */
export interface MadeSeries {
  readonly firstDay: CalendarDay;
  readonly costs: readonly number[];
  readonly monthStart: CalendarDay;
  readonly monthDays: number;
  /** Days of the month that were over when what nobody announced had happened: earlier forecasts cannot know it. */
  readonly eventDay: number;
}

interface Course {
  readonly random: Random;
  readonly monthStart: CalendarDay;
}

/** The factor of each day, and when in the month the series changed. */
interface Shaped {
  readonly factor: (day: CalendarDay) => number;
  readonly eventDay?: number;
}

const HISTORY_DAYS = 150;

/** One series of a shape: a level between 5 and 2,000, noise of 2 to 12 % that lasts from day to day. */
export function makeSeries(shape: ForecastShape, random: Random): MadeSeries {
  const month = new Date(Date.UTC(random.whole(2024, 2027), random.whole(0, 11), 1));
  const monthStart = month.getTime() / 86_400_000;
  const monthDays = daysToMonthEnd(monthStart) + 1;
  const { factor, eventDay = 0 } = shapes[shape]({ random, monthStart });
  const level = Math.exp(random.between(Math.log(5), Math.log(2_000)));
  const noise = random.between(0.02, 0.12);
  const firstDay = monthStart - HISTORY_DAYS;
  let drift = 0;
  const costs = Array.from({ length: HISTORY_DAYS + monthDays }, (_, index) => {
    drift = 0.4 * drift + Math.sqrt(1 - 0.4 ** 2) * random.normal();
    return level * factor(firstDay + index) * Math.exp(noise * drift - (noise * noise) / 2);
  });
  return { firstDay, costs, monthStart, monthDays, eventDay };
}

const office = ({ random }: Course): ((day: CalendarDay) => number) => {
  const weekend = random.between(0.25, 0.75);
  return (day) => (weekdayOf(day) >= 5 ? weekend : 1);
};

const growing = (
  { random, monthStart }: Course,
  low: number,
  high: number,
): ((day: CalendarDay) => number) => {
  const rate = random.between(low, high);
  return (day) => Math.exp(rate * (day - monthStart));
};

const steps = ({ random }: Course): number =>
  random.next() < 0.6 ? random.between(1.3, 2.2) : random.between(0.45, 0.75);

const shapes: Readonly<Record<ForecastShape, (course: Course) => Shaped>> = {
  flat: () => ({ factor: () => 1 }),
  weekly: (course) => ({ factor: office(course) }),
  growth: (course) => ({ factor: growing(course, 0.002, 0.01) }),
  "weekly growth": (course) => {
    const [week, growth] = [office(course), growing(course, 0.002, 0.008)];
    return { factor: (day) => week(day) * growth(day) };
  },
  decline: (course) => ({ factor: growing(course, -0.008, -0.002) }),
  "step in the month": (course) => {
    const eventDay = course.random.whole(2, 16);
    const step = steps(course);
    return { factor: (day) => (day >= course.monthStart + eventDay ? step : 1), eventDay: eventDay + 1 };
  },
  "step before": (course) => {
    const at = course.monthStart - course.random.whole(5, 45);
    const [step, week] = [steps(course), office(course)];
    return { factor: (day) => (day >= at ? step : 1) * week(day) };
  },
  "new service": (course) => {
    const at = course.monthStart - course.random.whole(10, 45);
    return { factor: (day) => (day >= at ? 1 : 0) };
  },
  "month-end batch": ({ random }) => {
    const batch = random.between(1.8, 4);
    return { factor: (day) => (daysToMonthEnd(day) < 2 ? batch : 1) };
  },
  decommission: ({ random, monthStart }) => {
    const eventDay = random.whole(-10, 14);
    const rest = random.next() < 0.4 ? 0 : random.between(0.1, 0.5);
    return {
      factor: (day) => (day >= monthStart + eventDay ? rest : 1),
      eventDay: Math.max(0, eventDay + 1),
    };
  },
  "past spike": ({ random, monthStart }) => {
    const at = monthStart - random.whole(3, 35);
    const days = random.whole(1, 3);
    const spike = random.between(1.8, 5);
    return { factor: (day) => (day >= at && day < at + days ? spike : 1) };
  },
  "weekly batch": ({ random }) => {
    const weekday = random.whole(0, 6);
    const batch = random.between(2.5, 6);
    return { factor: (day) => (weekdayOf(day) === weekday ? batch : 1) };
  },
};
