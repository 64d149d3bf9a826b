import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { forecast } from "../../../../server/src/domain/forecast/forecast.ts";
import { weekdayOf } from "../../../../server/src/domain/series/calendar-day.ts";
import type { DayCost } from "../../../../server/src/domain/series/daily-series.ts";

const PAGE = readFileSync("docs/forecast.md", "utf8");
/** The 11th of November 2026, a Wednesday: what is forecast begins here. */
const NEXT = Date.UTC(2026, 10, 11) / 86_400_000;
const REST = Array.from({ length: 20 }, (_, index) => ({ day: NEXT + index, hours: 24 }));
const PERCENT = [0, 3, -3, 2, -2];

/** Days of an office up to the 10th, each of them times a factor. */
function office(count: number, factor: (day: number) => number): DayCost[] {
  return Array.from({ length: count }, (_, index) => {
    const day = NEXT - count + index;
    const usual = (weekdayOf(day) >= 5 ? 40 : 100) * (1 + (PERCENT[day % 5] ?? 0) / 100);
    return { day, costNano: BigInt(Math.round(usual * factor(day) * 1e9)), coverage: 1 };
  });
}

const EXAMPLES: readonly (readonly [string, DayCost[]])[] = [
  ["nothing else", office(120, () => 1)],
  ["twice as much on the 10th", office(120, (day) => (day === NEXT - 1 ? 2 : 1))],
  ["twice as much since the 6th", office(120, (day) => (day >= NEXT - 5 ? 2 : 1))],
  ["twice as much on the 20th of October", office(120, (day) => (day === NEXT - 22 ? 2 : 1))],
  ["0.5 % more each day", office(120, (day) => 1.005 ** (day - NEXT))],
  ["there are 20 days", office(20, () => 1)],
  ["there are 10 days", office(10, () => 1)],
  ["there are 2 days", office(2, () => 1)],
];

test("what is to come is as the page says", () => {
  const [, table = ""] = /<!-- example: rest of November -->\s+([\s\S]*?)\n\n/.exec(PAGE) ?? [];
  const documented = table.split("\n").slice(2);
  const computed = EXAMPLES.map(([name, days]) => {
    const { total, method, origins, isWide } = forecast(days, REST);
    const money =
      total && [total.midNano, total.lowNano, total.highNano].map((nano) => (Number(nano) / 1e9).toFixed(0));
    const figures = money ? ` ${money[0]} | ${money[1]} – ${money[2]} ` : " | ";
    return `| ${name} |${figures}| ${method} | ${origins} | ${isWide ? "yes" : "no"} |`;
  });

  expect(documented).toEqual(computed);
});
