import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnomalyRules, judgeDay } from "../../../../server/src/domain/anomalies/judge-day.ts";
import type { DayCost } from "../../../../server/src/domain/series/daily-series.ts";

const RULES: AnomalyRules = { sensitivity: "eager", leastNano: 0n, leastShare: 0.15 };
const FIRST = 20_000;

const series = fc
  .array(
    fc.record({
      costNano: fc.oneof(
        fc.bigInt({ min: 900_000_000n, max: 1_100_000_000n }),
        fc.bigInt({ min: 0n, max: 5_000_000_000n }),
        fc.constant(0n),
      ),
      coverage: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { minLength: 1, maxLength: 90 },
  )
  .map((days) => days.map((each, index): DayCost => ({ ...each, day: FIRST + index })));

describe("the judgement of a day", () => {
  test("goes by the 84 days up to it, and by nothing else", () => {
    fc.assert(
      fc.property(series, series, (known, older) => {
        const newest = known.at(-1)?.day ?? FIRST;
        const before = older.map((each) => ({ ...each, day: each.day - 200 }));
        expect(judgeDay([...before, ...known], RULES)).toEqual(judgeDay(known, RULES));
        expect(judgeDay(known, RULES)?.day ?? newest).toBe(newest);
      }),
    );
  });

  test("is the same in another currency", () => {
    fc.assert(
      fc.property(series, fc.bigInt({ min: 2n, max: 1_000n }), (known, factor) => {
        const scaled = known.map((each) => ({ ...each, costNano: each.costNano * factor }));
        const { score, by, silent } = judgeDay(known, RULES) ?? {};
        expect(judgeDay(scaled, RULES) ?? {}).toMatchObject(score === undefined ? {} : { score, by, silent });
        expect(judgeDay(scaled, RULES) === null).toBe(score === undefined);
      }),
    );
  });

  test("is none of a day that was not seen, and of a series that is young", () => {
    fc.assert(
      fc.property(series, fc.double({ min: 0, max: 0.74, noNaN: true }), (known, coverage) => {
        const unseen = known.map((each, index) =>
          index === known.length - 1 ? { ...each, coverage } : each,
        );
        expect(judgeDay(unseen, RULES)).toBeNull();
        expect(judgeDay(known.slice(-14), RULES)).toBeNull();
      }),
    );
  });
});
