import type { AggregateKey, CompareFigures, CompareRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { ChangeText } from "../../format/change-text.tsx";
import { MoneyText, SignedMoney } from "../../format/money-text.tsx";
import { compareAmounts, sumOf } from "../../format/nano-sum.ts";
import type { Column } from "../../table/column.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { rowName } from "./compare-row.ts";
import { type HourlyCosts, hourlyOf, type WindowLengths } from "./hourly.ts";
import { RowLink } from "./row-link.tsx";

interface ChangeTable {
  readonly currency: string;
  readonly by: AggregateKey;
  readonly lengths: WindowLengths;
}

type Money = Exclude<keyof CompareFigures, "changeRatio">;

/** What stands in the table of changes. Windows of unequal length are told by the hour as well. */
export function changeColumns({ currency, by, lengths }: ChangeTable): Column<CompareRow>[] {
  const amount = (
    figure: Money,
    key: string,
    heads: Pick<Column<CompareRow>, "name" | "title">,
  ): Column<CompareRow> => ({
    key: figure,
    ...heads,
    cell: (row) => <WhyLink why={whyKey(key, rowName(row))} amount={row[figure]} currency={currency} />,
    compare: (one, other) => compareAmounts(one[figure], other[figure]),
    foot: (rows) => <MoneyText amount={sumOf(rows.map((row) => row[figure]))} currency={currency} />,
    isNumber: true,
  });
  const now = { name: "Now", title: "What it costs in this window" };
  return [
    { key: "name", name: nameOf(by), cell: (row) => <RowLink row={row} />, compare: byName },
    amount("beforeCost", "before", { name: "Before", title: "What it cost in the earlier window" }),
    {
      ...amount("cost", "cost", now),
      cell: (row) => <WhyLink why={rowName(row)} amount={row.cost} currency={currency} isMain />,
    },
    changeColumn(currency),
    ...(lengths.before === lengths.now ? [] : [hourlyColumn(currency, lengths)]),
    effectColumn(currency, "quantityChange", {
      why: "quantity",
      name: "Quantity",
      title: "More or less of it, at the earlier price",
    }),
    effectColumn(currency, "priceChange", {
      why: "price",
      name: "Price",
      title: "Another price for the same",
    }),
    amount("newCost", "new", { name: "New", title: "What was not there before" }),
    amount("goneCost", "gone", { name: "Gone", title: "Earlier cost of what is there no more" }),
  ];
}

/** What one cause adds to the cost or takes from it, with its sign. */
function effectColumn(
  currency: string,
  figure: "quantityChange" | "priceChange",
  { why, ...heads }: { why: string; name: string; title: string },
): Column<CompareRow> {
  return {
    key: figure,
    ...heads,
    cell: (row) => (
      <WhyLink why={whyKey(why, rowName(row))} amount={row[figure]} currency={currency}>
        <SignedMoney amount={row[figure]} currency={currency} />
      </WhyLink>
    ),
    compare: (one, other) => compareAmounts(one[figure], other[figure]),
    foot: (rows) => <SignedMoney amount={sumOf(rows.map((row) => row[figure]))} currency={currency} />,
    isNumber: true,
  };
}

/** Sorted by the size of the change, whichever way it went: the biggest stand first. */
function changeColumn(currency: string): Column<CompareRow> {
  const draw = (change: string, before: string): ReactElement => (
    <ChangeText change={change} before={before} currency={currency} />
  );
  return {
    key: "change",
    name: "Change",
    title: "Sorted by the size of the change, whichever way it went",
    cell: (row) => (
      <WhyLink why={whyKey("change", rowName(row))} amount={row.changeCost} currency={currency}>
        {draw(row.changeCost, row.beforeCost)}
      </WhyLink>
    ),
    compare: (one, other) => compareAmounts(sizeOf(one.changeCost), sizeOf(other.changeCost)),
    foot: (rows) =>
      draw(sumOf(rows.map(({ changeCost }) => changeCost)), sumOf(rows.map(({ beforeCost }) => beforeCost))),
    isNumber: true,
  };
}

function hourlyColumn(currency: string, lengths: WindowLengths): Column<CompareRow> {
  const costsOf = (rows: readonly CompareRow[]): HourlyCosts => {
    const before = sumOf(rows.map((row) => row.beforeCost));
    return hourlyOf({ before, now: sumOf(rows.map((row) => row.cost)) }, lengths);
  };
  const draw = ({ change, before }: HourlyCosts): ReactElement => (
    <ChangeText change={change} before={before} currency={currency} />
  );
  const sizeOfRow = (row: CompareRow): string => sizeOf(costsOf([row]).change);
  return {
    key: "hourly",
    name: "Change an hour",
    title: "The windows are not equally long: the cost of an hour in each of them",
    cell: (row) => (
      <WhyLink why={whyKey("hourly", rowName(row))} amount={costsOf([row]).change} currency={currency}>
        {draw(costsOf([row]))}
      </WhyLink>
    ),
    compare: (one, other) => compareAmounts(sizeOfRow(one), sizeOfRow(other)),
    foot: (rows) => draw(costsOf(rows)),
    isNumber: true,
  };
}

function sizeOf(amount: string): string {
  return amount.replace("-", "");
}

function byName(one: CompareRow, other: CompareRow): number {
  return rowName(one).localeCompare(rowName(other));
}

const NAMES: Readonly<Record<string, string>> = {
  controllerKind: "Kind of workload",
  controller: "Workload",
};

function nameOf(by: AggregateKey): string {
  const name = NAMES[by] ?? by.replace(/^label:/, "");
  return name.charAt(0).toUpperCase() + name.slice(1);
}
