import { dayOfMonth, daysToMonthEnd, weekdayOf } from "../../server/src/domain/series/calendar-day.ts";
import type { MadeSeries } from "./forecast-shapes.ts";
import type { Random } from "./random.ts";

const HISTORY_DAYS = 150;

/**
 * A series of another making, on which nothing was chosen: any days are the quiet ones of a week, the level wanders and steps now and then,
 * noise has heavy tails, batches run on the first day of a month, and some days are holidays.
 */
export function makeOtherMonth(random: Random): MadeSeries {
  const month = new Date(Date.UTC(random.whole(2020, 2030), random.whole(0, 11), 1));
  const monthStart = month.getTime() / 86_400_000;
  const monthDays = daysToMonthEnd(monthStart) + 1;
  const firstDay = monthStart - HISTORY_DAYS;
  const quiet = new Set(Array.from({ length: random.whole(0, 3) }, () => random.whole(0, 6)));
  const quietShare = random.between(0.3, 0.8);
  const batch = random.next() < 0.25 ? random.between(1.5, 4) : 1;
  const [noise, wander] = [random.between(0.02, 0.1), random.between(0, 0.008)];
  const step =
    random.next() < 0.3 ? { day: monthStart - random.whole(8, 70), times: random.between(0.5, 1.9) } : null;
  const holidays = new Set(Array.from({ length: 3 }, () => firstDay + random.whole(0, HISTORY_DAYS)));
  const level = random.between(3, 5_000);
  let course = 0;
  const costs = Array.from({ length: HISTORY_DAYS + monthDays }, (_, index) => {
    const day = firstDay + index;
    course += wander * random.normal();
    const week = quiet.has(weekdayOf(day)) || holidays.has(day) ? quietShare : 1;
    const monthly = dayOfMonth(day) === 1 ? batch : 1;
    const stepped = step && day >= step.day ? step.times : 1;
    return level * week * monthly * stepped * Math.exp(course + noise * heavy(random));
  });
  return { firstDay, costs, monthStart, monthDays, eventDay: 0 };
}

/** Noise whose outliers are more frequent than those of a normal one. */
function heavy(random: Random): number {
  return random.normal() * (random.next() < 0.1 ? 2.5 : 0.8);
}
