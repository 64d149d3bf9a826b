import type { CostFigures, MoneyAnswer } from "@kubecent/sdk";
import type { AllocationRow, CompareAnswer } from "@kubecent/shared";
import { differenceOf } from "../format/nano-sum.ts";
import { scopeSteps } from "../url/scope-names.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { readWhyKey } from "../why/why-key.ts";
import { takenOff, TOTAL, type WhyTarget } from "../why/why-target.ts";
import { COST_PARTS } from "./cost-parts.ts";
import { type CostRow, rowFilter } from "./cost-rows.ts";
import { costParts, inColumn, NO_SHARES, specialParts } from "./row-parts.ts";

interface WhyOf {
  view: View;
  /** What became of idle in the answer. */
  idle: IdleChoice;
  answer: MoneyAnswer<AllocationRow>;
  rows: readonly CostRow[];
  compared: CompareAnswer | null;
  /** What the window before cost, where that is told. */
  earlier?: CostFigures | undefined;
}

/** Numbers beside the cost of a row: its parts, its change, and what the window before cost. */
const COLUMNS = [...COST_PARTS.map(([part]) => part), "change", "before"] as const;

/** What explains the number that `why=` names. Null where no such number is seen. */
export function whyTarget(of: WhyOf): WhyTarget | null {
  const { view, answer, rows } = of;
  const key = readWhyKey(view.why, COLUMNS) ?? { column: "totalCost" as const, row: view.why };
  const title = scopeSteps(view.scope).at(-1)?.name ?? "All clusters";
  if (key.row === TOTAL) return totalTarget(of, title, key.column);
  const row = rows.find((one) => one.key === key.row);
  if (!row || key.column === "before") return null;
  if (key.column === "change") return changeTarget(of, row);
  return {
    title: row.name,
    amount: row.figures[key.column],
    currency: answer.currency,
    parts: inColumn(partsOf(of, row), key.column),
  };
}

function partsOf({ view, idle }: WhyOf, row: CostRow) {
  const own = ofRow(view, row);
  if (row.special === "__shared__")
    return costParts(own, idle, row.figures).filter(({ kind }) => kind === "told");
  if (row.special) return specialParts(own, [row.special]);
  // A value of a label, as a node that stands beside the row of idle, has none of that in its own cost.
  return costParts(own, row.hasWhole ? idle : "hide", row.figures);
}

function ofRow(view: View, row: CostRow): View {
  return { ...view, ...rowFilter(view, row) };
}

/** What the rows of two windows cost together, or one of them: with idle where the screen has it. */
function totalTarget(
  of: WhyOf,
  title: string,
  column: (typeof COLUMNS)[number] | "totalCost",
): WhyTarget | null {
  const { view, idle, answer, compared, earlier } = of;
  const { totals, currency } = answer;
  const now = costParts(view, idle, totals);
  if (column !== "change" && column !== "before")
    return { title, amount: totals[column], currency, parts: inColumn(now, column) };
  if (!compared || !earlier) return null;
  const before = costParts(earlierView(view, compared), idle, earlier);
  const { totalCost } = earlier;
  return column === "before"
    ? { title: `${title}, before`, amount: totalCost, currency, parts: before }
    : {
        title: `${title}: change`,
        amount: differenceOf(totals.totalCost, totalCost),
        currency,
        parts: [...now, ...takenOff(before)],
      };
}

/** Rows are compared by what was allocated: idle and its shares have no row before. */
function changeTarget({ view, answer, compared }: WhyOf, row: CostRow): WhyTarget | null {
  if (!compared || !row.compared) return null;
  const now = ofRow(view, row);
  const before = earlierView(now, compared);
  return {
    title: `${row.name}: change`,
    amount: row.compared.changeCost,
    currency: answer.currency,
    parts: [...costParts(now, "hide", NO_SHARES), ...takenOff(costParts(before, "hide", NO_SHARES))],
  };
}

function earlierView(view: View, { before: { start, end } }: CompareAnswer): View {
  return { ...view, window: { from: start, to: end } };
}
