import * as fc from "fast-check";
import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import {
  daysOf,
  firstDayText,
  periodAt,
  periodBefore,
} from "../../../../server/src/domain/budgets/period.ts";

const BERLIN = "Europe/Berlin";
const iso = (instant: number): string => new Date(instant).toISOString();
const at = (text: string): number => Date.parse(text);

test.each([
  ["day", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
  ["week", "2026-11-28T12:00:00Z", "2026-11-22T23:00:00.000Z", "2026-11-29T23:00:00.000Z"],
  ["month", "2026-10-31T23:30:00Z", "2026-10-31T23:00:00.000Z", "2026-11-30T23:00:00.000Z"],
  ["quarter", "2026-11-28T12:00:00Z", "2026-09-30T22:00:00.000Z", "2026-12-31T23:00:00.000Z"],
  ["year", "2026-06-01T00:00:00Z", "2025-12-31T23:00:00.000Z", "2026-12-31T23:00:00.000Z"],
] as const)("a %s of Berlin around %s is %s to %s", (every, moment, start, end) => {
  const period = periodAt({ every, zone: BERLIN }, at(moment));

  expect([iso(period.start), iso(period.end)]).toEqual([start, end]);
});

test.each([
  ["month", 15, "2026-03-14T12:00:00Z", "2026-02-15", "2026-03-15"],
  ["month", 15, "2026-03-15T12:00:00Z", "2026-03-15", "2026-04-15"],
  ["month", 28, "2026-01-05T12:00:00Z", "2025-12-28", "2026-01-28"],
  ["week", 7, "2026-11-28T12:00:00Z", "2026-11-22", "2026-11-29"],
  ["quarter", 10, "2026-01-09T12:00:00Z", "2025-10-10", "2026-01-10"],
  ["year", 5, "2026-01-04T12:00:00Z", "2025-01-05", "2026-01-05"],
] as const)("a %s that begins on day %i: %s lies in %s to %s", (...row) => {
  const [every, startDay, moment, first, next] = row;
  const period = periodAt({ every, startDay, zone: BERLIN }, at(moment));

  expect([firstDayText(period, BERLIN), firstDayText({ ...period, start: period.end }, BERLIN)]).toEqual([
    first,
    next,
  ]);
});

test("a custom period is the same at all times, and nothing is before it", () => {
  const custom = { every: "custom", zone: BERLIN, from: "2026-03-20", until: "2026-04-02" } as const;

  for (const moment of ["2020-01-01T00:00:00Z", "2026-03-25T00:00:00Z", "2030-01-01T00:00:00Z"]) {
    const { start, end } = periodAt(custom, at(moment));
    expect([iso(start), iso(end)]).toEqual(["2026-03-19T23:00:00.000Z", "2026-04-01T22:00:00.000Z"]);
    expect(periodBefore(custom, at(moment))).toBeNull();
  }
});

const hours = (day: string): number => {
  const { start, end } = periodAt({ every: "day", zone: BERLIN }, at(day));
  return (end - start) / HOUR_MS;
};

test("the day on which clocks go forward has 23 hours, the one on which they go back 25", () => {
  expect([hours("2026-03-29T10:00:00Z"), hours("2026-10-25T10:00:00Z")]).toEqual([23, 25]);
});

test("periods hold their moment, follow one another without a gap, and are made up of their days", () => {
  const zones = fc.constantFrom(
    BERLIN,
    "UTC",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/Havana",
  );
  const everies = fc.constantFrom("day", "week", "month", "quarter", "year");
  const moments = fc.integer({ min: at("2011-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(everies, fc.integer({ min: 1, max: 7 }), zones, moments, (every, day, zone, moment) => {
      const rule = { every, zone, startDay: day };
      const period = periodAt(rule, moment);
      const days = daysOf(period, zone);

      expect(period.start).toBeLessThanOrEqual(moment);
      expect(period.end).toBeGreaterThan(moment);
      expect(periodAt(rule, period.end).start).toBe(period.end);
      expect(periodBefore(rule, moment)?.end).toBe(period.start);
      expect(days[0]?.start).toBe(period.start);
      expect(days.at(-1)?.end).toBe(period.end);
      expect(days.slice(1).map(({ start }) => start)).toEqual(days.slice(0, -1).map(({ end }) => end));
    }),
    { numRuns: 40 },
  );
});
