import { readFileSync } from "node:fs";
import { DAY_MS, NANO_PER_UNIT } from "@kubecent/shared";
import { expect, test } from "vitest";
import { judge } from "../../../../server/src/domain/budgets/judge.ts";
import { daysOf, periodAt } from "../../../../server/src/domain/budgets/period.ts";
import { usualCourse } from "../../../../server/src/domain/budgets/usual-share.ts";

const PAGE = readFileSync("docs/budgets.md", "utf8");
const NOVEMBER = periodAt({ every: "month", zone: "UTC" }, Date.UTC(2026, 10, 6));
/** Eight weeks before November, which begins on a Sunday. */
const OFFICE = Array.from({ length: 56 }, (_, index) => ({
  day: NOVEMBER.start / DAY_MS - 56 + index,
  costNano: [0, 6].includes(index % 7) ? 0n : 100n * NANO_PER_UNIT,
  coverage: 1,
}));

/** The cells of the example's table, by the first of their row. */
function documented(): Map<string, string[]> {
  const [, table = ""] = /<!-- example: pace -->\s+([\s\S]*?)\n\n/.exec(PAGE) ?? [];
  const rows = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(rows.map(([, name = "", ...cells]) => [name, cells.slice(0, 2)]));
}

test("the figures of the page are those of the code", () => {
  const judged = [OFFICE, []].map((known) =>
    judge({
      spentNano: 238_100_000_000n,
      amountNano: 1_000n * NANO_PER_UNIT,
      course: usualCourse(daysOf(NOVEMBER, "UTC"), known),
      outlook: { expected: null, exhaustsAt: null },
      until: Date.UTC(2026, 10, 7),
    }),
  );
  const table = documented();

  expect(table.get("usual")).toEqual(judged.map(({ usualRatio }) => usualRatio.toFixed(6)));
  expect(table.get("pace at 238.10 spent")).toEqual(judged.map(({ pace }) => pace?.toFixed(6)));
});
