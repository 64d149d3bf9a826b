import * as fc from "fast-check";
import { NANO_PER_UNIT } from "@kubecent/shared";
import { expect, test } from "vitest";
import { isReached, judge, type Spending } from "../../../../server/src/domain/budgets/judge.ts";
import { daysOf, periodAt } from "../../../../server/src/domain/budgets/period.ts";
import { type KnownDay, usualCourse } from "../../../../server/src/domain/budgets/usual-share.ts";

// November 2026 begins on a Sunday.
const NOVEMBER = periodAt({ every: "month", zone: "UTC" }, Date.UTC(2026, 10, 5));
const DAYS = daysOf(NOVEMBER, "UTC");
const day = (number: number): number => Date.UTC(2026, 10, number);
const even = usualCourse(DAYS, []);
/** A cluster that sleeps at weekends. */
const office: KnownDay[] = Array.from({ length: 28 }, (_, index) => {
  const weekday = (index % 7) + 1;
  return { weekday, cost: weekday <= 5 ? 100 : 0 };
});
const spending = (spent: number, until: number, course = even): Spending => ({
  spentNano: BigInt(Math.round(spent * 1_000_000_000)),
  amountNano: 1_000n * NANO_PER_UNIT,
  course,
  until,
});

test("without two weeks of days the usual course is even", () => {
  expect(even.from).toBe("even");
  expect(even.shareAt(day(16))).toBe(0.5);
});

test("an office week is not called too fast on its Friday", () => {
  const course = usualCourse(DAYS, office);
  // By the end of Friday the 6th five of 21 working days are over.
  const friday = day(7);

  expect(course.from).toBe("weekdays");
  expect(course.shareAt(friday)).toBeCloseTo(5 / 21, 9);
  expect(judge(spending(1_000 * (5 / 21), friday, course)).pace).toBeCloseTo(1, 6);
  expect(judge(spending(1_000 * (5 / 21), friday)).pace).toBeGreaterThan(1.15);
});

test("at twice the pace the amount is spent at half of the period", () => {
  const { pace, expectedNano, exhaustsAt } = judge(spending(400, day(7)));

  expect(pace).toBe(2);
  expect(expectedNano).toBe(2_000n * NANO_PER_UNIT);
  expect(exhaustsAt).toBe(day(16));
});

test("in the first tenth of a period nothing is said of its pace", () => {
  expect(judge(spending(400, day(2)))).toMatchObject({ pace: null, expectedNano: null, exhaustsAt: null });
});

const reached = (nano: bigint): boolean => {
  const each = { ...spending(0, day(20)), spentNano: nano };
  return isReached({ on: "spent", at: 0.8 }, each, judge(each));
};

test("spent is compared to the nano", () => {
  expect([reached(799_999_999_999n), reached(800_000_000_000n)]).toEqual([false, true]);
});

test("the usual share goes from nothing to all, never back, and its moments are those of its shares", () => {
  const days = fc.array(
    fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      cost: fc.double({ min: 0, max: 1_000, noNaN: true }),
    }),
    { maxLength: 60 },
  );
  const moment = fc.integer({ min: NOVEMBER.start, max: NOVEMBER.end });
  fc.assert(
    fc.property(days, moment, moment, (known, one, other) => {
      const course = usualCourse(DAYS, known);
      const [first, last] = one < other ? [one, other] : [other, one];

      expect(course.shareAt(NOVEMBER.start)).toBe(0);
      expect(course.shareAt(NOVEMBER.end)).toBeCloseTo(1, 9);
      expect(course.shareAt(first)).toBeLessThanOrEqual(course.shareAt(last) + 1e-9);
      const share = course.shareAt(one) * 0.999;
      expect(course.shareAt(course.instantOf(share) ?? NOVEMBER.end)).toBeCloseTo(share, 6);
    }),
  );
});
