import type { CalendarDay } from "../../server/src/domain/series/calendar-day.ts";
import { dayOfMonth, weekdayOf } from "../../server/src/domain/series/calendar-day.ts";
import type { DayCost } from "../../server/src/domain/series/daily-series.ts";
import { type AnomalyKind, type AnomalySeries, FOUND_WITHIN } from "./anomaly-series.ts";
import type { Random } from "./random.ts";

const DAYS = 125;
const NANO = 1e9;

/**
 * Series of another making, on which nothing was chosen: any days may be the quiet ones of a week, noise has heavy tails and a level that
 * wanders, batches run on days of the month, clocks change, hours are missing, and anomalies have other forms.
 */
export function makeOtherSeries(kind: AnomalyKind, random: Random): AnomalySeries {
  const firstDay = random.whole(17_000, 22_000);
  const quiet = quietDays(random);
  const batch = random.next() < 0.3 ? { day: random.whole(1, 28), times: random.between(1.4, 3) } : null;
  const start = firstDay + random.whole(66, 104);
  const put =
    kind === "clean" ? null : putInto(kind, random, kind === "pattern" ? nextQuiet(start, quiet) : start);
  const clock = { spring: firstDay + random.whole(10, 110), hours: random.pick([23, 25, 24]) };
  const level = random.between(20, 900);
  const noise = random.between(0.02, 0.09);
  const wander = random.next() < 0.4 ? random.between(0.002, 0.008) : 0;
  let course = 0;
  const days = Array.from({ length: DAYS }, (_, index): DayCost => {
    const day = firstDay + index;
    course += wander * random.normal();
    const isQuiet = quiet.days.has(weekdayOf(day)) && !(put?.losesPattern === true && day >= put.start);
    const monthly = batch?.day === dayOfMonth(day) ? batch.times : 1;
    const hours = day === clock.spring ? clock.hours : 24;
    const coverage = random.next() < 0.04 ? random.whole(0, 23) / 24 : 1;
    const usual = (isQuiet ? quiet.share : 1) * monthly * Math.exp(course + noise * heavy(random));
    const cost = level * usual * (put?.factor(day) ?? 1) * (hours / 24) * coverage;
    return { day, costNano: BigInt(Math.round(cost * NANO)), coverage, hours };
  });
  const anomaly =
    put && kind !== "clean" ? { kind, start: put.start, foundUntil: put.start + FOUND_WITHIN[kind] } : null;
  return { days, anomaly };
}

interface QuietDays {
  readonly days: ReadonlySet<number>;
  readonly share: number;
}

function quietDays(random: Random): QuietDays {
  const count = random.whole(1, 3);
  const days = new Set(Array.from({ length: count }, () => random.whole(0, 6)));
  return { days, share: random.between(0.3, 0.7) };
}

function nextQuiet(day: CalendarDay, { days }: QuietDays): CalendarDay {
  return days.has(weekdayOf(day)) ? day : nextQuiet(day + 1, { days, share: 1 });
}

/** Student's t of four degrees of freedom, at the scale of a normal one. */
function heavy(random: Random): number {
  const square = [1, 2, 3, 4].reduce((sum) => sum + random.normal() ** 2, 0);
  return (random.normal() / Math.sqrt(square / 4)) * Math.SQRT1_2;
}

interface Put {
  readonly start: CalendarDay;
  readonly factor: (day: CalendarDay) => number;
  readonly losesPattern?: boolean;
}

function putInto(kind: Exclude<AnomalyKind, "clean">, random: Random, start: CalendarDay): Put {
  switch (kind) {
    case "spike": {
      // It rises and falls in a day or three.
      const times = random.next() < 0.8 ? random.between(1.45, 4) : random.between(0.1, 0.6);
      const length = random.whole(1, 3);
      return { start, factor: (day) => (day >= start && day < start + length ? times : 1) };
    }
    case "step": {
      const times = random.next() < 0.8 ? random.between(1.3, 2.5) : random.between(0.3, 0.72);
      return { start, factor: (day) => (day >= start ? times : 1) };
    }
    case "leak": {
      // In a straight line, until it is found a month later.
      const perDay = random.between(0.02, 0.06);
      return { start, factor: (day) => (day >= start ? 1 + perDay * Math.min(30, day - start + 1) : 1) };
    }
    case "pattern":
      return { start, factor: () => 1, losesPattern: true };
  }
}
