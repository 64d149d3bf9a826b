import * as fc from "fast-check";
import { type BudgetThreshold, DAY_MS, NANO_PER_UNIT } from "@kubecent/shared";
import { expect, test } from "vitest";
import { judge, type Spending, standingOf } from "../../../../server/src/domain/budgets/judge.ts";
import { daysOf, periodAt } from "../../../../server/src/domain/budgets/period.ts";
import { usualCourse } from "../../../../server/src/domain/budgets/usual-share.ts";

// November 2026 begins on a Sunday.
const NOVEMBER = periodAt({ every: "month", zone: "UTC" }, Date.UTC(2026, 10, 5));
const DAYS = daysOf(NOVEMBER, "UTC");
const NOTHING_EXPECTED = { expected: null, exhaustsAt: null };
const day = (number: number): number => Date.UTC(2026, 10, number);
const even = usualCourse(DAYS, []);
/** Days before November, each of which costs so much. */
const before = (costs: readonly number[]) =>
  costs.map((cost, index) => ({
    day: NOVEMBER.start / DAY_MS - costs.length + index,
    costNano: BigInt(Math.round(cost * 1_000_000_000)),
    coverage: 1,
  }));
/** A cluster that sleeps at weekends: November begins after a Saturday. */
const office = before(Array.from({ length: 28 }, (_, index) => ([0, 6].includes(index % 7) ? 0 : 100)));
const spending = (spent: number, until: number, course = even): Spending => ({
  spentNano: BigInt(Math.round(spent * 1_000_000_000)),
  amountNano: 1_000n * NANO_PER_UNIT,
  course,
  outlook: NOTHING_EXPECTED,
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

test("pace is what was spent against what is usual by now", () => {
  expect(judge(spending(400, day(7))).pace).toBe(2);
});

test("in the first tenth of a period nothing is said of its pace", () => {
  expect(judge(spending(400, day(2)))).toMatchObject({ pace: null, ...NOTHING_EXPECTED });
});

const standing = (nano: bigint, threshold: BudgetThreshold = { on: "spent", at: 0.8 }): string =>
  standingOf(threshold, { ...spending(0, day(20)), spentNano: nano });

test("spent is compared to the nano, and near begins at 95 % of a threshold", () => {
  expect(
    [799_999_999_999n, 800_000_000_000n, 760_000_000_000n, 759_999_999_999n].map((nano) => standing(nano)),
  ).toEqual(["near", "reached", "near", "low"]);
});

test("expected is compared at its bound, and unknown where nothing is", () => {
  const expected = {
    lowNano: 900n * NANO_PER_UNIT,
    midNano: 1_000n * NANO_PER_UNIT,
    highNano: 1_200n * NANO_PER_UNIT,
  };
  const each = { ...spending(500, day(20)), outlook: { expected, exhaustsAt: null } };
  const of = (bound: "low" | "mid" | "high", at: number) => standingOf({ on: "expected", at, bound }, each);

  expect([of("low", 1), of("mid", 1), of("high", 1.2), of("high", 1.3)]).toEqual([
    "low",
    "reached",
    "reached",
    "low",
  ]);
  expect(standing(0n, { on: "expected", at: 1 })).toBe("unknown");
});

test("pace is not judged before its time", () => {
  const early = spending(400, day(3));
  const at = (notBefore?: number) => standingOf({ on: "pace", at: 1.15, notBefore }, early);

  expect([at(), at(0.05), at(0.5)]).toEqual(["unknown", "reached", "unknown"]);
});

test("the usual share goes from nothing to all, and never back", () => {
  const costs = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { maxLength: 60 });
  const moment = fc.integer({ min: NOVEMBER.start, max: NOVEMBER.end });
  fc.assert(
    fc.property(costs, moment, moment, (known, one, other) => {
      const course = usualCourse(DAYS, before(known));
      const [first, last] = one < other ? [one, other] : [other, one];

      expect(course.shareAt(NOVEMBER.start)).toBe(0);
      expect(course.shareAt(NOVEMBER.end)).toBeCloseTo(1, 9);
      expect(course.shareAt(first)).toBeLessThanOrEqual(course.shareAt(last) + 1e-9);
    }),
  );
});
