import { describe, expect, test } from "vitest";
import { forecast } from "../../../../server/src/domain/forecast/forecast.ts";
import { daysToMonthEnd, weekdayOf } from "../../../../server/src/domain/series/calendar-day.ts";
import type { DayCost } from "../../../../server/src/domain/series/daily-series.ts";

const NANO = 1_000_000_000;
/** The first of July 2026. */
const JULY = Date.UTC(2026, 6, 1) / 86_400_000;
const FIRST = JULY - 120;

function days(cost: (day: number) => number, from = FIRST, until = JULY): DayCost[] {
  return Array.from({ length: until - from }, (_, index) => ({
    day: from + index,
    costNano: BigInt(Math.round(cost(from + index) * NANO)),
    coverage: 1,
  }));
}

const july = Array.from({ length: 31 }, (_, index) => ({ day: JULY + index, hours: 24 }));

function expected(known: readonly DayCost[], wanted = july): number {
  return Number(forecast(known, wanted).total?.midNano) / NANO;
}

const office = (day: number) => (weekdayOf(day) >= 5 ? 40 : 100);
const batch = (day: number) => (daysToMonthEnd(day) < 2 ? 300 : 100);
const once = (day: number) => (day === JULY - 1 ? 300 : 100);
describe("what a month will cost", () => {
  test("an office week goes on", () => {
    expect(expected(days(office))).toBeCloseTo(
      july.reduce((sum, { day }) => sum + office(day), 0),
      3,
    );
  });

  test("a batch on the last two days of each month comes again", () => {
    expect(expected(days(batch))).toBeCloseTo(31 * 100 + 400, 3);
  });

  test("a batch that came once only does not", () => {
    expect(expected(days(once))).toBeLessThan(31 * 102);
  });

  test("a new level holds after three days, a lower one after two", () => {
    expect(expected(days((day) => (day >= JULY - 3 ? 160 : 100)))).toBeCloseTo(31 * 160, 3);
    expect(expected(days((day) => (day >= JULY - 2 ? 0 : 100)))).toBe(0);
  });

  test("a spike is over", () => {
    expect(expected(days((day) => (day === JULY - 5 ? 500 : 100)))).toBeLessThan(3_100 * 1.01);
  });

  test("days that were not seen are unknown, not nought", () => {
    const known = days(() => 100);
    const gaps = known.map((each) => (each.day % 5 === 0 ? { ...each, costNano: 0n, coverage: 0 } : each));
    const half = known.map((each) =>
      each.day % 3 === 0 ? { ...each, costNano: 80_000_000_000n, coverage: 0.8 } : each,
    );
    expect(expected(gaps)).toBeCloseTo(3_100, 3);
    expect(expected(known.filter(({ day }) => day % 4 !== 0))).toBeCloseTo(3_100, 3);
    expect(expected(half)).toBeCloseTo(3_100, 3);
  });

  test("a day of 23 hours costs what they do, and what is left of a day its part", () => {
    const known = days(() => 96).map((each) =>
      each.day === JULY - 9 ? { ...each, costNano: 92_000_000_000n, hours: 23 } : each,
    );
    expect(
      expected(known, [
        { day: JULY, hours: 6 },
        { day: JULY + 1, hours: 25 },
      ]),
    ).toBeCloseTo(24 + 100, 3);
  });
});

describe("what a forecast says of itself", () => {
  const known = days(() => 100);

  test("nothing of two days, the mean of fewer than fourteen, and an interval of past errors of more", () => {
    expect(forecast(known.slice(-2), july)).toMatchObject({
      method: "none",
      isShortOfHistory: true,
      total: null,
    });
    expect(forecast(known.slice(-10), july)).toMatchObject({
      method: "mean",
      isShortOfHistory: true,
      isWide: true,
      origins: 0,
      total: { lowNano: 2_015_000_000_000n, midNano: 3_100_000_000_000n, highNano: 4_185_000_000_000n },
    });
    expect(forecast(known, july)).toMatchObject({
      method: "combined",
      isShortOfHistory: false,
      isWide: false,
      origins: 19,
    });
  });

  test("a service that is new keeps no history of having cost nothing", () => {
    const young = forecast(
      days((day) => (day >= JULY - 6 ? 50 : 0)),
      july,
    );
    expect(young).toMatchObject({ method: "mean", isShortOfHistory: true, isWide: true });
    expect(Number(young.total?.midNano) / NANO).toBeCloseTo(31 * 50, 3);
  });
});

test("a day that is far off may be a spike or a new level: both lie in the interval", () => {
  const { total } = forecast(
    days((day) => (day === JULY - 1 ? 200 : 100)),
    july,
  );
  expect(Number(total?.lowNano) / NANO).toBeLessThanOrEqual(3_100);
  expect(Number(total?.highNano) / NANO).toBeGreaterThanOrEqual(6_200);
});
