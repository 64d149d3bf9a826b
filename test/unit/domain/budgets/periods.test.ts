import * as fc from "fast-check";
import { BUDGET_PERIODS, HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { daysOf, periodAt } from "../../../../server/src/domain/budgets/period.ts";

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
  const moments = fc.integer({ min: at("2011-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(fc.constantFrom(...BUDGET_PERIODS), zones, moments, (every, zone, moment) => {
      const period = periodAt({ every, zone }, moment);
      const days = daysOf(period, zone);

      expect(period.start).toBeLessThanOrEqual(moment);
      expect(period.end).toBeGreaterThan(moment);
      expect(periodAt({ every, zone }, period.end).start).toBe(period.end);
      expect(days[0]?.start).toBe(period.start);
      expect(days.at(-1)?.end).toBe(period.end);
      expect(days.slice(1).map(({ start }) => start)).toEqual(days.slice(0, -1).map(({ end }) => end));
    }),
    { numRuns: 40 },
  );
});
