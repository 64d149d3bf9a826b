import * as fc from "fast-check";
import { DAY_MS, HOUR_MS, NANO_PER_UNIT } from "@kubecent/shared";
import { expect, test } from "vitest";
import { type CrossingState, stepCrossing } from "../../../../server/src/domain/budgets/crossing.ts";
import { amountOf, carriedFrom, periodAt } from "../../../../server/src/domain/budgets/period.ts";

type Standing = "reached" | "near" | "low" | "unknown";

/** Looks once an hour; returns the hours at which it was told. */
function told(on: "spent" | "expected" | "pace", standings: readonly Standing[]): number[] {
  let noted: CrossingState | null = null;
  const hours: number[] = [];
  for (const [hour, standing] of standings.entries()) {
    const step = stepCrossing(noted, { on, standing, until: hour * HOUR_MS });
    if (step?.isTold) hours.push(hour);
    noted = step ?? noted;
  }
  return hours;
}

const many = (count: number, standing: Standing): Standing[] => Array.from({ length: count }, () => standing);
const standings = fc.array(fc.constantFrom<Standing>("reached", "near", "low", "unknown"), {
  maxLength: 200,
});

test("spent is told once, whatever the numbers do afterwards", () => {
  fc.assert(
    fc.property(standings, (all) => {
      expect(told("spent", all)).toEqual(all.includes("reached") ? [all.indexOf("reached")] : []);
    }),
  );
});

test.each(["expected", "pace"] as const)("%s is told again only after 24 hours far below", (on) => {
  const gone = (hours: number): Standing[] => ["reached", ...many(hours, "low"), "reached"];

  expect(told(on, gone(23))).toEqual([0]);
  expect(told(on, gone(24))).toEqual([0, 25]);
  expect(told(on, ["reached", ...many(20, "low"), "near", ...many(20, "low"), "reached"])).toEqual([0]);
  expect(told(on, ["reached", ...many(100, "unknown"), "reached"])).toEqual([0]);
});

test("between two tellings there is always a day", () => {
  fc.assert(
    fc.property(standings, (all) => {
      const hours = told("expected", all);
      for (const [index, hour] of hours.slice(1).entries()) {
        expect((hour - (hours[index] ?? 0)) * HOUR_MS).toBeGreaterThan(DAY_MS);
      }
    }),
  );
});

test("what nothing has changed of is not written again", () => {
  const noted = { isBack: false, lowSince: null, times: 1 };

  expect(stepCrossing(noted, { on: "spent", standing: "reached", until: 5 })).toBeNull();
  expect(stepCrossing(null, { on: "spent", standing: "low", until: 5 })).toBeNull();
});

test("a period has the amount of its own day, else of its month, else the one of all", () => {
  const budget = {
    amount: "100",
    amounts: { "2026-12": "300", "2026-12-15": "500" },
    period: { every: "month", zone: "Europe/Berlin", startDay: 15 } as const,
  };
  const of = (text: string, amounts = budget.amounts): bigint =>
    amountOf({ ...budget, amounts }, periodAt(budget.period, Date.parse(text))) / NANO_PER_UNIT;

  expect([of("2026-12-20T00:00:00Z"), of("2027-01-20T00:00:00Z"), of("2026-12-14T00:00:00Z")]).toEqual([
    500n,
    100n,
    100n,
  ]);
  expect(of("2027-01-14T22:30:00Z", { "2026-12": "300", "2026-12-15": "300" })).toBe(300n);
});

test("what is unspent is carried over, and never a debt", () => {
  expect([carriedFrom(100n, 30n), carriedFrom(100n, 130n)]).toEqual([70n, 0n]);
});
