import type { AggregateKey, CompareFigures, CompareRow } from "@kubecent/shared";
import { formatNano, parseNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { ChangeText } from "../../format/change-text.tsx";
import { MoneyText } from "../../format/money-text.tsx";
import { compareAmounts, differenceOf, sumOf } from "../../format/nano-sum.ts";
import type { Column } from "../../table/column.ts";
import { rowName } from "./compare-row.ts";
import { RowLink, WhyCost } from "./row-links.tsx";

interface ChangeTable {
  readonly currency: string;
  readonly by: AggregateKey;
  /** How long the windows are, in milliseconds. */
  readonly lengths: { readonly before: number; readonly now: number };
}

type Money = Exclude<keyof CompareFigures, "changeRatio">;

/** What stands in the table of changes. Windows of unequal length are told by the hour as well. */
export function changeColumns({ currency, by, lengths }: ChangeTable): Column<CompareRow>[] {
  const amount = (key: Money, name: string, title: string): Column<CompareRow> => ({
    key,
    name,
    title,
    cell: (row) => <MoneyText amount={row[key]} currency={currency} />,
    compare: (one, other) => compareAmounts(one[key], other[key]),
    foot: (rows) => <MoneyText amount={sumOf(rows.map((row) => row[key]))} currency={currency} />,
    isNumber: true,
  });
  return [
    { key: "name", name: nameOf(by), cell: (row) => <RowLink row={row} />, compare: byName },
    amount("beforeCost", "Before", "What it cost in the earlier window"),
    {
      ...amount("cost", "Now", "What it costs in this window"),
      cell: (row) => <WhyCost row={row} currency={currency} />,
    },
    changeColumn(currency),
    ...(lengths.before === lengths.now ? [] : [hourlyColumn(currency, lengths)]),
    amount("quantityChange", "Quantity", "More or less of it, at the earlier price"),
    amount("priceChange", "Price", "Another price for the same"),
    amount("newCost", "New", "What was not there before"),
    amount("goneCost", "Gone", "Earlier cost of what is there no more"),
  ];
}

/** Sorted by the size of the change, whichever way it went: the biggest stand first. */
function changeColumn(currency: string): Column<CompareRow> {
  return {
    key: "change",
    name: "Change",
    title: "Sorted by the size of the change, whichever way it went",
    cell: ({ changeCost, beforeCost }) => (
      <ChangeText change={changeCost} before={beforeCost} currency={currency} />
    ),
    compare: (one, other) => compareAmounts(sizeOf(one.changeCost), sizeOf(other.changeCost)),
    foot: (rows) => (
      <ChangeText
        change={sumOf(rows.map(({ changeCost }) => changeCost))}
        before={sumOf(rows.map(({ beforeCost }) => beforeCost))}
        currency={currency}
      />
    ),
    isNumber: true,
  };
}

function hourlyColumn(currency: string, { before, now }: ChangeTable["lengths"]): Column<CompareRow> {
  const earlier = (rows: readonly CompareRow[]): string =>
    perHour(sumOf(rows.map((row) => row.beforeCost)), before);
  const later = (rows: readonly CompareRow[]): string => perHour(sumOf(rows.map((row) => row.cost)), now);
  const draw = (rows: readonly CompareRow[]): ReactElement => (
    <ChangeText
      change={differenceOf(later(rows), earlier(rows))}
      before={earlier(rows)}
      currency={currency}
    />
  );
  const changeOf = (row: CompareRow): string => sizeOf(differenceOf(later([row]), earlier([row])));
  return {
    key: "hourly",
    name: "Change an hour",
    title: "The windows are not equally long: the cost of an hour in each of them",
    cell: (row) => draw([row]),
    compare: (one, other) => compareAmounts(changeOf(one), changeOf(other)),
    foot: draw,
    isNumber: true,
  };
}

const HOUR_MS = 3_600_000n;

function perHour(amount: string, lengthMs: number): string {
  return formatNano(lengthMs === 0 ? 0n : (parseNano(amount) * HOUR_MS) / BigInt(lengthMs));
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
