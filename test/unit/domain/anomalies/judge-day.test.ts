import { expect, test } from "vitest";
import { type AnomalyRules, judgeDay } from "../../../../server/src/domain/anomalies/judge-day.ts";
import { dayOfMonth, weekdayOf } from "../../../../server/src/domain/series/calendar-day.ts";
import type { DayCost } from "../../../../server/src/domain/series/daily-series.ts";

const NANO = 1_000_000_000;
const RULES: AnomalyRules = { sensitivity: "normal", leastNano: 1_000_000_000n, leastShare: 0.15 };
/** The 29th of July 2026, a Wednesday. */
const LAST = Date.UTC(2026, 6, 29) / 86_400_000;

/** 84 days up to the last one. Some noise that repeats every five days. */
function days(cost: (day: number) => number): DayCost[] {
  return Array.from({ length: 84 }, (_, index) => {
    const day = LAST - 83 + index;
    const noise = 1 + 0.02 * Math.sin((day * 2 * Math.PI) / 5);
    return { day, costNano: BigInt(Math.round(cost(day) * noise * NANO)), coverage: 1 };
  });
}

const on = (when: (day: number) => boolean, cost: number) => days((day) => (when(day) ? cost : 100));

test("a day far above or below the fortnight before it is unusual, in money and in percent", () => {
  expect(
    judgeDay(
      on((day) => day === LAST, 160),
      RULES,
    ),
  ).toMatchObject({ by: "level", silent: null });
  expect(
    judgeDay(
      on((day) => day === LAST, 40),
      RULES,
    )?.score,
  ).toBeLessThan(0);
  expect(
    judgeDay(
      on((day) => day === LAST, 0),
      RULES,
    ),
  ).toMatchObject({ costNano: 0n, by: "level" });
  expect(
    judgeDay(
      on((day) => day === LAST, 113),
      RULES,
    ),
  ).toBeNull();
  const cheap = days((day) => (day === LAST ? 0.9 : 0.1));
  expect(judgeDay(cheap, RULES)).toBeNull();
  expect(judgeDay(cheap, { ...RULES, leastNano: 0n })).not.toBeNull();
});

const office = (day: number) => (weekdayOf(day) >= 5 ? 40 : 100);

test("a weekend is none, and a weekend that costs what other days do is one", () => {
  const saturday = LAST - 4;
  const until = (all: DayCost[]) => all.filter(({ day }) => day <= saturday);
  expect(judgeDay(until(days(office)), RULES)).toBeNull();
  expect(judgeDay(until(days((day) => (day === saturday ? 100 : office(day)))), RULES)).toMatchObject({
    by: "level",
  });
});

test("what leaks is never far off its fortnight, and is found by its weeks", () => {
  const leak = (start: number) => days((day) => 100 * 1.025 ** Math.max(0, day - start));
  expect(judgeDay(leak(LAST - 12), RULES)).toMatchObject({ by: "growth", silent: null });
  expect(judgeDay(leak(LAST - 3), RULES)).toBeNull();
  expect(
    judgeDay(
      days((day) => 100 * 1.004 ** (day - LAST)),
      RULES,
    ),
  ).toBeNull();
});

test("a day is silent where its twin of the last month was as unusual, and where the last three weeks had its like", () => {
  expect(
    judgeDay(
      on((day) => dayOfMonth(day) === 29, 200),
      RULES,
    ),
  ).toMatchObject({ silent: "twin" });
  const lastTwinUnseen = on((day) => dayOfMonth(day) === 29, 200).filter(({ day }) => day !== LAST - 30);
  expect(judgeDay(lastTwinUnseen, RULES)).toMatchObject({ silent: "twin" });
  const weeks = new Set([0, 7, 14, 21].map((back) => LAST - back));
  expect(
    judgeDay(
      on((day) => weeks.has(day), 200),
      RULES,
    ),
  ).toMatchObject({ silent: "pattern" });
});
