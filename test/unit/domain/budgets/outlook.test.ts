import { DAY_MS, HOUR_MS, NANO_PER_UNIT } from "@kubecent/shared";
import { expect, test } from "vitest";
import { outlook } from "../../../../server/src/domain/budgets/outlook.ts";
import { periodAt } from "../../../../server/src/domain/budgets/period.ts";
import { daysByKey, scaledDays, seenDays } from "../../../../server/src/domain/budgets/question-days.ts";
import { calendarDayOf } from "../../../../server/src/domain/series/calendar-day.ts";

const NOVEMBER = periodAt({ every: "month", zone: "UTC" }, Date.UTC(2026, 10, 5));
const ten = 10n * NANO_PER_UNIT;
/** So many days up to and without a day of November, at 10 a day. */
const steady = (count: number, until: number) =>
  Array.from({ length: count }, (_, index) => ({
    day: NOVEMBER.start / DAY_MS + until - 1 - count + index,
    costNano: ten,
    coverage: 1,
  }));
const course = (known: ReturnType<typeof steady>, amount = 250n) => ({
  spentNano: 105n * NANO_PER_UNIT,
  amountNano: amount * NANO_PER_UNIT,
  period: NOVEMBER,
  until: NOVEMBER.start + 10 * DAY_MS + 12 * HOUR_MS,
  zone: "UTC",
  known,
});

test("what is expected is what was spent and the days to come; the day under way counts by its hours that are left", () => {
  const { expected, method, isWide } = outlook(course(steady(120, 11)));

  expect([method, isWide]).toEqual(["combined", false]);
  expect(Number(expected?.midNano) / 1e9).toBeCloseTo(300, 6);
  expect(Number(expected?.lowNano)).toBeGreaterThan(Number(105n * NANO_PER_UNIT));
  expect(Number(expected?.highNano)).toBeGreaterThan(Number(expected?.midNano));
});

test("the amount is spent on the day, and at the hour, at which the days add up to it", () => {
  // 145 are left: 5 in the day under way, and fourteen days more.
  const exhaustsAt = outlook(course(steady(120, 11))).exhaustsAt ?? 0;

  expect(Math.abs(exhaustsAt - Date.UTC(2026, 10, 26))).toBeLessThan(HOUR_MS);
  expect(outlook(course(steady(120, 11), 301n)).exhaustsAt).toBeNull();
  expect(outlook(course(steady(120, 11), 105n)).exhaustsAt).toBe(course([]).until);
});

test("of fewer than three days nothing is expected, and days after the numbers' end are not looked at", () => {
  const after = { day: NOVEMBER.start / DAY_MS + 20, costNano: 1_000_000n * ten, coverage: 1 };

  expect(outlook(course(steady(2, 11)))).toMatchObject({ expected: null, exhaustsAt: null, method: "none" });
  expect(outlook(course([...steady(120, 11), after]))).toEqual(outlook(course(steady(120, 11))));
});

test("after its end a period costs what it has spent", () => {
  const { expected } = outlook({ ...course(steady(120, 11)), until: NOVEMBER.end });
  const spent = 105n * NANO_PER_UNIT;

  expect(expected).toEqual({ lowNano: spent, midNano: spent, highNano: spent });
});

test("a day is seen as much as its hours in the zone; a cluster counts from its first day on", () => {
  const day = calendarDayOf(Date.parse("2026-10-25T12:00:00Z"), "Europe/Berlin");
  const seen = seenDays(
    [
      { clusterId: 1, day: day - 1, seenSeconds: 24 * 3_600 },
      { clusterId: 1, day, seenSeconds: 25 * 3_600 },
      { clusterId: 2, day, seenSeconds: 0 },
    ],
    "Europe/Berlin",
  );

  expect([seen.get(day - 1), seen.get(day)]).toEqual([
    { hours: 24, coverage: 1 },
    { hours: 25, coverage: 0.5 },
  ]);
  expect(daysByKey([{ day, key: "shop", nano: 7n }], seen).get("shop")).toEqual([
    { day: day - 1, hours: 24, coverage: 1, costNano: 0n },
    { day, hours: 25, coverage: 0.5, costNano: 7n },
  ]);
});

test("shared costs scale the days; of nothing they cannot", () => {
  const days = steady(1, 11);

  expect(scaledDays(days, 3n, 2n)[0]?.costNano).toBe((ten * 3n) / 2n);
  expect(scaledDays(days, 3n, 0n)).toEqual(days);
});
