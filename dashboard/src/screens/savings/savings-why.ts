import type { RecommendationRow, RecommendationSummary } from "@kubecent/shared";
import { readWhyKey } from "../../why/why-key.ts";
import { TOTAL, type ToldPart, type WhyTarget } from "../../why/why-target.ts";
import { adviceName, kindInWords } from "./advice-words.ts";

interface SavingsWhyOf {
  why: string | null;
  sums: RecommendationSummary;
  rows: readonly RecommendationRow[];
}

/** A number of this screen that `why=` names, and the days that it goes by. */
export interface SavingsWhy {
  target: WhyTarget;
  window: { start: string; end: string };
  /** The recommendation whose evidence it is; null for other numbers. */
  advice: RecommendationRow | null;
}

const RESOURCES: ReadonlyMap<string, string> = new Map([
  ["cpu", "CPU"],
  ["ram", "Memory"],
  ["gpu", "GPU"],
  ["volume", "Volumes"],
  ["network", "Traffic"],
  ["load_balancer", "Load balancers"],
]);

/** What explains a number. Null where no such number is seen. */
export function savingsWhy({ why, sums, rows }: SavingsWhyOf): SavingsWhy | null {
  const advice = rows.find(({ id }) => id === why);
  if (advice) return { ...ofRow(advice, sums.currency, "freed"), advice };
  const key = readWhyKey(why, ["cost", "freed", "more", "saved"]);
  if (!key) return null;
  if (key.row === TOTAL)
    return key.column === "cost" || key.column === "saved" ? null : ofAll(sums, key.column);
  const row = rows.find(({ id }) => id === key.row);
  if (!row) return null;
  if (key.column === "cost") return { ...ofRow(row, sums.currency, "cost"), advice: null };
  return key.column === "saved" ? ofSaved(row, sums.currency) : null;
}

function ofRow(
  row: RecommendationRow,
  currency: string,
  which: "cost" | "freed",
): Omit<SavingsWhy, "advice"> {
  const parts = row.freedByResource.map(
    (part): ToldPart => ({
      kind: "told",
      name: RESOURCES.get(part.resource) ?? part.resource,
      amount: part[which],
      ...(which === "freed" && { note: `of ${part.cost} that it costs a month now` }),
    }),
  );
  return { target: { title: adviceName(row), amount: row[which], currency, parts }, window: row.window };
}

function ofSaved({ outcome, window, ...row }: RecommendationRow, currency: string): SavingsWhy | null {
  const { freed = null, text = "", days = 0 } = outcome ?? {};
  if (freed === null) return null;
  const part: ToldPart = {
    kind: "told",
    name: `Measured on ${days} closed days since it was applied`,
    amount: freed,
    note: text,
  };
  return {
    target: { title: adviceName(row), amount: freed, currency, parts: [part] },
    window: { start: outcome?.appliedAt ?? window.start, end: outcome?.settledAt ?? window.end },
    advice: null,
  };
}

/** The sum of all that is open, kind by kind. */
function ofAll(sums: RecommendationSummary, column: "freed" | "more"): SavingsWhy | null {
  const { currency, totals, byKind, until } = sums;
  if (until === null) return null;
  const parts = byKind.map((kind): ToldPart => {
    const { count } = kind;
    const note = `${count} ${count === 1 ? "recommendation" : "recommendations"}`;
    return { kind: "told", name: kindInWords(kind.kind), amount: kind[column], note };
  });
  return {
    target: { title: "All that is open", amount: totals[column], currency, parts },
    window: { start: new Date(Date.parse(until) - DAYS_LOOKED_AT * DAY_MS).toISOString(), end: until },
    advice: null,
  };
}

const DAY_MS = 86_400_000;
/** Advice goes by the last fourteen closed days, or as many as there are. */
const DAYS_LOOKED_AT = 14;
