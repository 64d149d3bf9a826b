import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { judgeDay } from "../../../../server/src/domain/anomalies/judge-day.ts";
import { weekdayOf } from "../../../../server/src/domain/series/calendar-day.ts";
import type { DayCost } from "../../../../server/src/domain/series/daily-series.ts";

const PAGE = readFileSync("docs/anomalies.md", "utf8");
/** A Wednesday, and the Saturday before it. */
const WEDNESDAY = Date.UTC(2026, 10, 18) / 86_400_000;
const SATURDAY = WEDNESDAY - 4;
const PERCENT = [0, 3, -3, 2, -2];
const RULES = { sensitivity: "normal", leastNano: 1_000_000_000n, leastShare: 0.15 } as const;

function usual(day: number): number {
  return weekdayOf(day) >= 5 ? 40 : 100;
}

/** 84 days of an office, some of which cost something else. */
function office(last: number, changed: (day: number) => number | null): DayCost[] {
  return Array.from({ length: 84 }, (_, index) => {
    const day = last - 83 + index;
    const cost = changed(day) ?? (usual(day) * (100 + (PERCENT[day % 5] ?? 0))) / 100;
    return { day, costNano: BigInt(Math.round(cost * 1e9)), coverage: 1 };
  });
}

const newest = (cost: number, since = WEDNESDAY) => office(WEDNESDAY, (day) => (day >= since ? cost : null));
const saturday = (cost: number) => office(SATURDAY, (day) => (day === SATURDAY ? cost : null));
const LEAK = office(WEDNESDAY, (day) =>
  day > WEDNESDAY - 13 ? usual(day) * 1.02 ** (day - WEDNESDAY + 13) : null,
);

const EXAMPLES: readonly (readonly [string, DayCost[]])[] = [
  ["150", newest(150)],
  ["118", newest(118)],
  ["118, and 118 the day before", newest(118, WEDNESDAY - 1)],
  ["114", newest(114)],
  ["50", newest(50)],
  ["40 on Saturday", saturday(40)],
  ["100 on Saturday", saturday(100)],
  ["2 % more each day for 13 days", LEAK],
];

test("the days of the page are judged as it says", () => {
  const [, table = ""] = /<!-- example: days -->\s+([\s\S]*?)\n\n/.exec(PAGE) ?? [];
  const documented = table.split("\n").slice(2);
  const computed = EXAMPLES.map(([name, days]) => {
    const unusual = judgeDay(days, RULES);
    if (!unusual) return `| ${name} | | | no |`;
    const expected = (Number(unusual.expectedNano) / 1e9).toFixed(2);
    return `| ${name} | ${expected} | ${unusual.score.toFixed(1)} | by ${unusual.by} |`;
  });

  expect(documented).toEqual(computed);
});
