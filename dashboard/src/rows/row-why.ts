import type { MoneyAnswer } from "@kubecent/sdk";
import type { AllocationRow } from "@kubecent/shared";
import { plainQuestion } from "../data/view-question.ts";
import { scopeSteps } from "../url/scope-names.ts";
import type { IdleChoice, View } from "../url/view.ts";
import { type AssetPart, TOTAL, type WhyTarget } from "../why/why-target.ts";
import type { CostRow } from "./cost-rows.ts";
import { SPECIAL_ROWS, type SpecialName } from "./special-rows.ts";

interface WhyOf {
  view: View;
  /** What became of idle in the answer. */
  idle: IdleChoice;
  answer: MoneyAnswer<AllocationRow>;
  rows: readonly CostRow[];
}

/** What explains the number that `why=` names: a row's cost, or the total. Null where no such row is seen. */
export function whyTarget({ view, idle, answer, rows }: WhyOf): WhyTarget | null {
  const { currency, totals } = answer;
  if (view.why === TOTAL) {
    const title = scopeSteps(view.scope).at(-1)?.name ?? "All clusters";
    return { title, figures: totals, currency, explain: plainQuestion(view), assets: wholeParts(view, idle) };
  }
  const row = rows.find(({ key }) => key === view.why);
  return row ? { title: row.name, figures: row.figures, currency, ...ofRow(view, idle, row) } : null;
}

function ofRow(view: View, idle: IdleChoice, row: CostRow): Pick<WhyTarget, "explain" | "assets"> {
  const { special, scope, filter } = row;
  const own: View = { ...view, scope: scope ?? view.scope, filters: filtersOf(view, row) };
  if (special) return { explain: null, assets: partsOf(own, [special]) };
  return { explain: plainQuestion(own), assets: filter ? [] : wholeParts(own, idle) };
}

function filtersOf({ filters }: View, { filter }: CostRow): View["filters"] {
  return filter ? [...filters.filter(({ field }) => field !== filter.field), filter] : filters;
}

const WHOLE = new Set(["cluster", "node"]);

/** Idle, unobserved and fee are in the cost of clusters and nodes as a whole; whatever is narrower bears shares of them. */
function wholeParts(view: View, idle: IdleChoice): AssetPart[] {
  const names = [...Object.keys(view.scope), ...view.filters.map(({ field }) => field)];
  const isWhole = names.every((name) => WHOLE.has(name));
  if (!isWhole || idle === "hide") return [];
  const isNode = names.includes("node");
  return partsOf(view, isNode ? ["__idle__", "__unobserved__"] : ["__idle__", "__unobserved__", "__fee__"]);
}

const COLUMNS = {
  __idle__: "idleCost",
  __unobserved__: "unobservedCost",
  __fee__: "totalCost",
} as const satisfies Partial<Record<SpecialName, AssetPart["column"]>>;

function partsOf(view: View, specials: readonly SpecialName[]): AssetPart[] {
  const { window, start, end, timeZone, currency, cluster, node } = plainQuestion(view);
  const input = { window, start, end, timeZone, currency, ...(cluster !== undefined && { cluster }) };
  const nodes = node === undefined ? null : [node].flat();
  return specials.flatMap((special) =>
    special === "__shared__"
      ? []
      : [{ name: SPECIAL_ROWS[special].name, column: COLUMNS[special], input, nodes }],
  );
}
