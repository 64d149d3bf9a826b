import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CounterFacts,
  increasesOf,
  readCounter,
} from "../../../../server/src/sources/prometheus/series/increases.ts";
import { minute, seriesOf } from "./support/series-of.ts";

/** 8 cores, looked at every minute. */
const FACTS: CounterFacts = { bornAt: null, mostPerSecond: 8, slackMs: 30_000 };
const WEEKS = 2_500_000;

function grownAt(values: readonly number[], facts: Partial<CounterFacts> = {}): string[] {
  const points = values.map((value, index) => [minute(index), value] as const);
  return increasesOf(seriesOf({}, points), { ...FACTS, ...facts }).map(({ start, end, amount }) => {
    return `${(start - minute(0)) / 60_000}-${(end - minute(0)) / 60_000}: ${Math.round(amount * 100) / 100}`;
  });
}

test.each([
  {
    what: "goes back by little, and on from where it was",
    values: [WEEKS, WEEKS - 0.02, WEEKS + 60],
    is: ["0-2: 60"],
  },
  {
    what: "goes back by little, and on from there",
    values: [WEEKS, WEEKS - 100, WEEKS - 70, WEEKS - 40],
    is: ["1-2: 30", "2-3: 30"],
  },
  { what: "shows 2^64 once", values: [1_000, 2 ** 64, 1_060, 1_090], is: ["0-2: 60", "2-3: 30"] },
  { what: "shows nought once", values: [1_000, 0, 1_060, 1_090], is: ["0-2: 60", "2-3: 30"] },
  { what: "shows less than nought once", values: [1_000, -5, 1_060, 1_090], is: ["0-2: 60", "2-3: 30"] },
  { what: "shows a neighbour's value once", values: [100, 400, 160, 190], is: ["0-2: 60", "2-3: 30"] },
  { what: "jumps to another level", values: [1_000, 9e6, 9e6 + 30, 9e6 + 60], is: ["1-2: 30", "2-3: 30"] },
  { what: "falls to another level", values: [9e6, 8e6, 8e6 + 30], is: ["1-2: 30"] },
  { what: "begins anew", values: [1_000, 1_060, 20, 65], is: ["0-1: 60", "1-2: 20", "2-3: 45"] },
  { what: "begins anew while young", values: [10, 5, 12], is: ["0-1: 5", "1-2: 7"] },
  { what: "is listed twice for one moment", values: [1_000], is: [] },
])("a counter that $what", ({ values, is }) => {
  expect(grownAt(values)).toEqual(is);
});

test("a new counter's first value is growth if that much can have come since", () => {
  expect(grownAt([60, 90], { bornAt: minute(-1) })).toEqual(["-1-0: 60", "0-1: 30"]);
  expect(grownAt([5_000, 5_030], { bornAt: minute(-1) })).toEqual(["0-1: 30"]);
});

const sample = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -1, Number.NaN, 2 ** 63, 2 ** 64, 1e300, Number.POSITIVE_INFINITY, 500),
);

test("no counter ever grows by less than nothing, or faster than it can, whatever its samples", () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 40 }), fc.boolean(), (values, isBorn) => {
      const series = seriesOf(
        {},
        values.map((value, index) => [minute(index), value]),
      );
      let before = Number.NEGATIVE_INFINITY;
      readCounter(
        series,
        { ...FACTS, bornAt: isBorn ? minute(-1) : null },
        {
          grew: (start, end, amount) => {
            expect(start).toBeGreaterThanOrEqual(before);
            expect(amount).toBeGreaterThanOrEqual(0);
            expect(amount).toBeLessThanOrEqual((8 * (end - start + 30_000)) / 1_000);
            before = end;
          },
          doubted: () => {},
        },
      );
    }),
  );
});

test("one wrong sample amid honest ones changes the growth by no more than can have come in two steps", () => {
  const honest = fc.array(fc.double({ min: 0, max: 480, noNaN: true }), { minLength: 5, maxLength: 30 });
  const base = fc.constantFrom(0, 50, 1_000, WEEKS);

  fc.assert(
    fc.property(honest, base, sample, fc.nat(), (steps, begin, wrong, place) => {
      let sum = begin;
      const values = steps.map((step) => (sum += step));
      const spoilt = values.with(1 + (place % (values.length - 2)), wrong);
      const total = (of: readonly number[]) =>
        increasesOf(
          seriesOf(
            {},
            of.map((value, index) => [minute(index), value]),
          ),
          FACTS,
        ).reduce((all, { amount }) => all + amount, 0);

      expect(Math.abs(total(spoilt) - total(values))).toBeLessThanOrEqual(3 * 8 * 90);
    }),
  );
});
