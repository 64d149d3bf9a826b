import { type CalendarDay, daysToMonthEnd, weekdayOf } from "../../server/src/domain/series/calendar-day.ts";
import type { DayCost } from "../../server/src/domain/series/daily-series.ts";
import type { Random } from "./random.ts";

export const ANOMALY_KINDS = ["clean", "spike", "step", "leak", "pattern"] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

/** Something that was put into a series, and the days within which it has to be found. */
export interface PutAnomaly {
  readonly kind: Exclude<AnomalyKind, "clean">;
  readonly start: CalendarDay;
  readonly foundUntil: CalendarDay;
}

/** A made-up series with what was put into it. */
export interface AnomalySeries {
  readonly days: readonly DayCost[];
  readonly anomaly: PutAnomaly | null;
}

const DAYS = 120;
const NANO = 1e9;
/** Days before the first one that may be unusual. */
export const WARM_UP_DAYS = 57;
/** How late each kind may be found. */
export const FOUND_WITHIN: Readonly<Record<PutAnomaly["kind"], number>> = {
  spike: 1,
  step: 3,
  leak: 14,
  pattern: 8,
};

/**
 * One series of 120 days: a level between 5 and 2,000, noise of 2 to 12 % that lasts from day to day, one of four shapes, some growth, some
 * days that were not wholly seen; and, unless it is clean, one anomaly.
 */
export function makeAnomalySeries(kind: AnomalyKind, random: Random): AnomalySeries {
  const firstDay = Math.floor(
    Date.UTC(random.whole(2024, 2027), random.whole(0, 11), random.whole(1, 28)) / 86_400_000,
  );
  const shape =
    kind === "pattern" ? officeWeek(random) : random.pick([flat, officeWeek, weeklyBatch, monthEnd])(random);
  const put = kind === "clean" ? null : putters[kind](random, firstDay + random.whole(64, 100));
  const level = Math.exp(random.between(Math.log(5), Math.log(2_000)));
  const noise = Math.exp(random.between(Math.log(0.02), Math.log(0.12)));
  const growth = random.next() < 0.3 ? random.between(-0.002, 0.004) : 0;
  const isGappy = random.next() < 0.3;
  let drift = 0;
  const days = Array.from({ length: DAYS }, (_, index): DayCost => {
    const day = firstDay + index;
    drift = 0.4 * drift + Math.sqrt(1 - 0.4 ** 2) * random.normal();
    const usual = kind === "pattern" && put && day >= put.start ? 1 : shape(day);
    const cost = level * usual * (put?.factor(day) ?? 1) * Math.exp(noise * drift + growth * index);
    const coverage = isGappy && random.next() < 0.06 ? random.between(0.2, 1) : 1;
    return { day, costNano: BigInt(Math.round(cost * coverage * NANO)), coverage };
  });
  if (!put || kind === "clean") return { days, anomaly: null };
  return { days, anomaly: { kind, start: put.start, foundUntil: put.start + FOUND_WITHIN[kind] } };
}

type Factor = (day: CalendarDay) => number;

function flat(): Factor {
  return () => 1;
}

function officeWeek(random: Random): Factor {
  const weekend = random.between(0.25, 0.65);
  return (day) => (weekdayOf(day) >= 5 ? weekend : 1);
}

function weeklyBatch(random: Random): Factor {
  const [weekday, batch] = [random.whole(0, 6), random.between(1.5, 4)];
  return (day) => (weekdayOf(day) === weekday ? batch : 1);
}

function monthEnd(random: Random): Factor {
  const batch = random.between(1.5, 3);
  return (day) => (daysToMonthEnd(day) < 2 ? batch : 1);
}

interface Put {
  readonly start: CalendarDay;
  readonly factor: Factor;
}

const putters: Readonly<Record<PutAnomaly["kind"], (random: Random, start: CalendarDay) => Put>> = {
  spike: (random, start) => {
    const days = random.whole(1, 2);
    const factor = random.next() < 0.75 ? 1 + random.between(0.3, 2) : 1 - random.between(0.3, 0.8);
    return { start, factor: (day) => (day >= start && day < start + days ? factor : 1) };
  },
  step: (random, start) => {
    const factor = random.next() < 0.75 ? 1 + random.between(0.2, 1.2) : 1 / (1 + random.between(0.2, 1.2));
    return { start, factor: (day) => (day >= start ? factor : 1) };
  },
  leak: (random, start) => {
    const rate = random.between(0.015, 0.04);
    return { start, factor: (day) => (day >= start ? Math.exp(rate * Math.min(21, day - start + 1)) : 1) };
  },
  // Weekends cost what other days do; the first of them is what can be found.
  pattern: (_random, start) => {
    const saturday = start + ((5 - weekdayOf(start) + 7) % 7);
    return { start: saturday, factor: () => 1 };
  },
};
