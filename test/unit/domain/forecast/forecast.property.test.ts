import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecast, type WantedDay } from "../../../../server/src/domain/forecast/forecast.ts";
import type { DayCost } from "../../../../server/src/domain/series/daily-series.ts";

const FIRST = 20_000;

const day = fc.record({
  costNano: fc.oneof(
    fc.bigInt({ min: 0n, max: 2_000_000_000n }),
    fc.bigInt({ min: 900_000_000n, max: 1_100_000_000n }),
    fc.constant(0n),
  ),
  coverage: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  hours: fc.constantFrom(undefined, 23, 24, 25),
  isThere: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
});

/** Days in a row, some of which are not there. */
const series = fc
  .array(day, { maxLength: 130 })
  .map((days) =>
    days.flatMap(({ isThere, ...rest }, index): DayCost[] =>
      isThere ? [{ day: FIRST + index, ...rest }] : [],
    ),
  );

function wantedAfter(known: readonly DayCost[], count: number): WantedDay[] {
  const next = (known.at(-1)?.day ?? FIRST) + 1;
  return Array.from({ length: count }, (_, index) => ({ day: next + index, hours: 24 }));
}

const count = fc.integer({ min: 1, max: 31 });

describe("a forecast", () => {
  test("is nought at least, within its interval, and the sum of its days", () => {
    fc.assert(
      fc.property(series, count, (known, days) => {
        const { total, days: byDay } = forecast(known, wantedAfter(known, days));
        if (!total) return;
        expect(total.lowNano).toBeGreaterThanOrEqual(0n);
        expect(total.midNano).toBeGreaterThanOrEqual(total.lowNano);
        expect(total.highNano).toBeGreaterThanOrEqual(total.midNano);
        expect(byDay.reduce((sum, { midNano }) => sum + midNano, 0n)).toBe(total.midNano);
        expect(byDay).toHaveLength(days);
      }),
    );
  });

  test("knows nothing of days that come after those it was asked with", () => {
    fc.assert(
      fc.property(series, series, count, (all, other, days) => {
        const cut = Math.floor(all.length / 2);
        const known = all.slice(0, cut);
        const later = other.filter((each) => each.day > (known.at(-1)?.day ?? 0));
        const wanted = wantedAfter(known, days);
        const asOf = (each: readonly DayCost[]) =>
          forecast(
            each.filter(({ day: at }) => at < (wanted[0]?.day ?? 0)),
            wanted,
          );
        expect(asOf([...known, ...later])).toEqual(asOf(all));
      }),
    );
  });

  test("is as much greater as the costs are", () => {
    fc.assert(
      fc.property(series, count, fc.bigInt({ min: 2n, max: 1_000n }), (known, days, factor) => {
        const wanted = wantedAfter(known, days);
        const one = forecast(known, wanted);
        const many = forecast(
          known.map((each) => ({ ...each, costNano: each.costNano * factor })),
          wanted,
        );
        expect({ ...many, days: [], total: null }).toEqual({ ...one, days: [], total: null });
        const off = (many.total?.midNano ?? 0n) - (one.total?.midNano ?? 0n) * factor;
        // Each day is rounded to the nano-unit once.
        expect(Math.abs(Number(off))).toBeLessThanOrEqual(Number(factor) * days);
      }),
    );
  });
});
