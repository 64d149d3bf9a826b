import type { CompareAnswer, CompareRow, ExplainQuery } from "@kubecent/shared";
import { formatNano } from "@kubecent/shared/money";
import { plainQuestion } from "../../data/view-question.ts";
import { differenceOf, negated } from "../../format/nano-sum.ts";
import { costParts, NO_SHARES } from "../../rows/row-parts.ts";
import type { View } from "../../url/view.ts";
import { readWhyKey } from "../../why/why-key.ts";
import { TOTAL, type WhyPart, type WhyTarget } from "../../why/why-target.ts";
import { rowFilters, rowName } from "./compare-row.ts";
import { hourlyOf, type WindowLengths } from "./hourly.ts";
import type { ChangeStep } from "./split-change.ts";

export interface ChangeWhyOf {
  view: View;
  answer: CompareAnswer;
  steps: readonly ChangeStep[];
  /** Whether idle and the fee are part of the totals. */
  isWhole: boolean;
  lengths: WindowLengths;
}

/** Numbers of a row beside its cost, which goes by the row's name alone. */
const COLUMNS = ["before", "change", "hourly", "quantity", "price", "new", "gone"] as const;
type Column = (typeof COLUMNS)[number] | "cost";

/** What explains the number that `why=` names. Null where no such number is seen. */
export function changeWhy(of: ChangeWhyOf): WhyTarget | null {
  const { view, answer } = of;
  const { column, row: name } = readWhyKey(view.why, COLUMNS) ?? { column: "cost" as const, row: view.why };
  if (name === TOTAL) return totalWhy(of, column);
  const row = answer.rows.find((one) => rowName(one) === name);
  if (!row) return null;
  const told = tellRow(of, row)[column];
  return { title: rowName(row), currency: answer.currency, ...told };
}

type Told = Pick<WhyTarget, "amount" | "parts">;

function tellRow({ view, answer, lengths }: ChangeWhyOf, row: CompareRow): Readonly<Record<Column, Told>> {
  const plain = plainQuestion(view);
  const now: ExplainQuery = { ...plain, ...rowFilters(plain, row) };
  const before = earlier(now, answer);
  const paidNow: WhyPart = { kind: "paid", input: now };
  const paidBefore: WhyPart = { kind: "paid", input: before };
  const isNewOrGone = isSome(row.newCost) || isSome(row.goneCost);
  const effects = (of: "quantity" | "price"): WhyPart =>
    isNewOrGone ? nothing("All of it is new, or gone") : { kind: "change", before, now, of };
  return {
    cost: { amount: row.cost, parts: [paidNow] },
    before: { amount: row.beforeCost, parts: [paidBefore] },
    change: { amount: row.changeCost, parts: causes(row) },
    hourly: tellHourly(row, lengths),
    quantity: { amount: row.quantityChange, parts: [effects("quantity")] },
    price: { amount: row.priceChange, parts: [effects("price")] },
    new: { amount: row.newCost, parts: [isSome(row.newCost) ? paidNow : nothing("It was there before")] },
    gone: {
      amount: row.goneCost,
      parts: [isSome(row.goneCost) ? paidBefore : nothing("It was not there before, or still is")],
    },
  };
}

function isSome(amount: string): boolean {
  return /[1-9]/.test(amount);
}

function nothing(name: string): WhyPart {
  return { kind: "told", name, amount: "0.000000000" };
}

function causes(row: CompareRow): WhyPart[] {
  const all = [
    { name: "New", amount: row.newCost, note: "What was not there before." },
    { name: "Gone", amount: negated(row.goneCost), note: "What is there no more." },
    { name: "Quantity", amount: row.quantityChange, note: "More or less of it, at the earlier price." },
    { name: "Price", amount: row.priceChange, note: "Another price for the same." },
  ];
  return all.filter(({ amount }) => isSome(amount)).map((cause) => ({ kind: "told", ...cause }));
}

function tellHourly({ beforeCost, cost }: CompareRow, lengths: WindowLengths): Told {
  const { before, now, change } = hourlyOf({ before: beforeCost, now: cost }, lengths);
  const note = "Its cost ÷ the hours of the window, rounded down to the nano.";
  return {
    amount: change,
    parts: [
      { kind: "told", name: "An hour now", amount: now, note },
      { kind: "told", name: "An hour before", amount: negated(before), note },
    ],
  };
}

function totalWhy({ view, answer, steps, isWhole }: ChangeWhyOf, column: Column): WhyTarget | null {
  const totals = steps.filter(({ kind }) => kind === "total").map(({ nano }) => formatNano(nano));
  const [before = "0", now = "0"] = totals;
  const { currency } = answer;
  const { start, end } = answer.before;
  const parts = (of: View): readonly WhyPart[] => costParts(of, isWhole ? "show" : "hide", NO_SHARES);
  if (column === "cost") return { title: "All of it", amount: now, currency, parts: parts(view) };
  if (column === "before") {
    const then = { ...view, window: { from: start, to: end } };
    return { title: "All of it, before", amount: before, currency, parts: parts(then) };
  }
  if (column !== "change") return null;
  const changes = steps.filter(({ kind, nano }) => kind === "change" && nano !== 0n);
  return {
    title: "The change of all of it",
    amount: differenceOf(now, before),
    currency,
    parts: changes.map(({ label, nano, note }) => ({
      kind: "told",
      name: label,
      amount: formatNano(nano),
      note,
    })),
  };
}

function earlier(question: ExplainQuery, { before: { start, end } }: CompareAnswer): ExplainQuery {
  return { ...question, window: undefined, start, end };
}
