import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type AlertCondition, ALERT_KINDS } from "@kubecent/shared";
import { levelOf, sideOf } from "../../../../server/src/domain/alerts/level.ts";

const PAGE = readFileSync("docs/alerts.md", "utf8");

/** The rows of the table behind a heading or a mark: texts of their cells. */
function tableBehind(mark: string): string[][] {
  const [table = ""] = /(?:^\|.*\n)+/m.exec(PAGE.slice(PAGE.indexOf(mark))) ?? [];
  const rows = table.trim().split("\n").slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const WORLDS: Readonly<Record<string, AlertCondition>> = {
  "`spend`, `by` 0.3": { kind: "spend", by: 0.3 },
  "`efficiency`, `below` 0.4": { kind: "efficiency", below: 0.4 },
  "`late`, `hours` 3": { kind: "late", hours: 3 },
};

test("alerts begin and end where the page says", () => {
  for (const [name = "", from, to] of tableBehind("<!-- example: back -->")) {
    const when = WORLDS[name];
    if (!when) throw new Error(`The page has an example that is not known here: ${name}`);
    const level = levelOf(when);
    const step = level.isBelow ? 0.001 : -0.001;

    expect(level.level).toBe(Number(from));
    expect(sideOf(Number(to) + step, level)).toBe("cleared");
    expect(sideOf(Number(to) - step, level)).toBe("between");
  }
});

test("the page has every kind of rule, in the order in which errors list them", () => {
  expect(tableBehind("## Rules").map(([kind = ""]) => kind.replaceAll("`", ""))).toEqual([...ALERT_KINDS]);
});
