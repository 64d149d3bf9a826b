import { type CalendarDay, dayOfMonth, daysToMonthEnd, weekdayOf } from "../series/calendar-day.ts";
import { dailyValues, type DayCost } from "../series/daily-series.ts";
import { median } from "../series/robust.ts";
import { known, type UsualSeries, usualSeries } from "./usual-days.ts";

/** How much it takes for a day to be unusual. */
export const SENSITIVITIES = ["quiet", "normal", "eager"] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** What counts as unusual. A day has to be all of it. */
export interface AnomalyRules {
  readonly sensitivity: Sensitivity;
  /** Nearer to what was expected than this amount a day is nobody's business. */
  readonly leastNano: bigint;
  /** Nor is what is nearer than this share of what was expected. */
  readonly leastShare: number;
}

/** What was unusual of a day. */
export interface UnusualDay {
  readonly day: CalendarDay;
  readonly costNano: bigint;
  readonly expectedNano: bigint;
  /** How many times its usual distance it was off. */
  readonly score: number;
  /** `level`: the day by itself; `growth`: the week, against the month before it. */
  readonly by: "level" | "growth";
  /** Why nobody is told of it; null where they are. */
  readonly silent: "twin" | "pattern" | "planned" | null;
}

/** Times the usual distance that one day has to be off. */
const LIMITS: Readonly<Record<Sensitivity, number>> = { quiet: 8, normal: 6, eager: 4.5 };
/** Of two days in a row each needs less: chance seldom sends the same twice, and what has begun stays. */
const TWO_DAYS_SHARE = 0.5;
/** Nothing is said before so many days are known; until the second number it takes more. */
const LEAST_DAYS = 14;
const FEW_DAYS = 28;
const FEW_DAYS_FACTOR = 1.35;
/** Days that are looked at. */
const LOOK_BACK_DAYS = 84;

/**
 * Judges the newest of a series' days by those before it; null where it was usual, or too little is known. `days` may hold days without
 * coverage, and days that are not there: nothing is made of those.
 */
export function judgeDay(days: readonly DayCost[], rules: AnomalyRules): UnusualDay | null {
  const newest = days.at(-1);
  if (!newest) return null;
  const { unitNano, ...series } = dailyValues(
    sinceItCosts(days.filter(({ day }) => day > newest.day - LOOK_BACK_DAYS)),
  );
  const value = series.values.at(-1) ?? null;
  if (value === null || series.firstDay + series.values.length - 1 !== newest.day) return null;
  const usual = usualSeries(series);
  const count = known(usual.logs, 0, usual.logs.length - 1).length;
  if (count < LEAST_DAYS) return null;
  const limit = LIMITS[rules.sensitivity] * (count < FEW_DAYS ? FEW_DAYS_FACTOR : 1);
  const found = offLevel(usual, limit) ?? growing(usual, limit);
  if (!found) return null;
  const expectedNano = BigInt(Math.round(unitNano * Math.exp((usual.logs.at(-1) ?? 0) - found.off)));
  const costNano = BigInt(Math.round(unitNano * value));
  const off = costNano > expectedNano ? costNano - expectedNano : expectedNano - costNano;
  const least = Math.max(Number(rules.leastNano), rules.leastShare * Number(expectedNano));
  if (Number(off) < least) return null;
  const { score, by } = found;
  return {
    day: newest.day,
    costNano,
    expectedNano,
    score,
    by,
    silent: by === "level" ? silence(usual, found.off) : null,
  };
}

interface Found {
  /** Logarithm of what came over what was expected. */
  readonly off: number;
  readonly score: number;
  readonly by: UnusualDay["by"];
}

function sinceItCosts(days: readonly DayCost[]): readonly DayCost[] {
  const start = days.findIndex(({ costNano }) => costNano > 0n);
  return start === -1 ? [] : days.slice(start);
}

/** The day by itself, or with the day before it, against the fortnight before. */
function offLevel({ surprises, scale }: UsualSeries, limit: number): Found | null {
  const off = surprises.at(-1) ?? null;
  if (off === null) return null;
  const score = off / scale;
  const before = (surprises.at(-2) ?? 0) / scale;
  const ofBoth = Math.sign(before) === Math.sign(score) ? Math.min(Math.abs(before), Math.abs(score)) : 0;
  const isUnusual = Math.abs(score) > limit || ofBoth > TWO_DAYS_SHARE * limit;
  return isUnusual ? { off, score, by: "level" } : null;
}

const GROWTH = 0.16;
const GROWTH_ERRORS = 5;
const STILL_GROWING = 0.05;

/**
 * The newest week, against the month before the last fortnight: what leaks is never far off its fortnight. What grew before as it grows
 * now is usual, and so is a level that was reached more than a week ago.
 */
function growing({ firstDay, logs, weekdays, surprises, scale }: UsualSeries, limit: number): Found | null {
  // A batch's day is no measure of a level: the next day will tell.
  if (Math.abs(surprises.at(-1) ?? 0) > TWO_DAYS_SHARE * limit * scale) return null;
  const flat = logs.map((log, index) =>
    log === null ? null : log - (weekdays[weekdayOf(firstDay + index)] ?? 0),
  );
  const end = flat.length;
  const week = known(flat, end - 7, end);
  const before = known(flat, end - 14, end - 7);
  const base = known(flat, end - 42, end - 14);
  if (week.length < 5 || before.length < 4 || base.length < 14) return null;
  const older = known(flat, end - 70, end - 42);
  const level = median(base);
  const monthly = older.length >= 14 ? level - median(older) : 0;
  const off = median(week) - level;
  // A month lies between the middles of both stretches before, and seven eighths of one up to the newest week.
  const usualGrowth = Math.sign(monthly) === Math.sign(off) ? (monthly * 7) / 8 : 0;
  const extra = off - Math.sign(off) * Math.min(Math.abs(off), Math.abs(usualGrowth));
  const noise = Math.max(0.02, 1.4826 * median(base.map((value) => Math.abs(value - level))));
  const score = extra / (noise * 1.2533 * Math.sqrt(1 / week.length + 1 / base.length));
  const still = (median(week) - median(before)) * Math.sign(off);
  const isUnusual = Math.abs(extra) > GROWTH && Math.abs(score) > GROWTH_ERRORS * (limit / LIMITS.normal);
  return isUnusual && still > STILL_GROWING ? { off: extra, score, by: "growth" } : null;
}

/** How much of a surprise its twin must have had. */
const TWIN_SHARE = 0.5;

/** Whether the same day of the last month, or the same weekday of the last weeks, was as unusual. */
function silence({ firstDay, surprises }: UsualSeries, off: number): UnusualDay["silent"] {
  const last = surprises.length - 1;
  const day = firstDay + last;
  const isAlike = (index: number): boolean => {
    const surprise = surprises[index] ?? 0;
    return Math.sign(surprise) === Math.sign(off) && Math.abs(surprise) >= TWIN_SHARE * Math.abs(off);
  };
  const isKnown = (index: number): boolean => (surprises[index] ?? null) !== null;
  const twins = [BY_NUMBER, BY_END].flatMap(
    (place) =>
      twinsOf(day, place)
        .map((twin) => twin - firstDay)
        .find(isKnown) ?? [],
  );
  if (twins.some(isAlike)) return "twin";
  return isAlike(last - 7) && isAlike(last - 14) && isAlike(last - 21) ? "pattern" : null;
}

const BY_NUMBER = dayOfMonth;
const BY_END = daysToMonthEnd;

/** The days of the month before, and of the one before that, that stand where a day does: counted from the beginning, or from the end. */
function twinsOf(day: CalendarDay, place: (day: CalendarDay) => number): CalendarDay[] {
  return Array.from({ length: 65 }, (_, before) => day - 1 - before).filter(
    (other) => place(other) === place(day),
  );
}

/** Days of two months that have the same number, or as many days after them. */
export function isTwin(one: CalendarDay, other: CalendarDay): boolean {
  return dayOfMonth(one) === dayOfMonth(other) || daysToMonthEnd(one) === daysToMonthEnd(other);
}
