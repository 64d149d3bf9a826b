import type { CostFigures, MoneyColumn } from "@kubecent/sdk";
import type { ReactNode } from "react";
import { ChangeText } from "../format/change-text.tsx";
import { MoneyText } from "../format/money-text.tsx";
import { compareAmounts, differenceOf, ratioOf, sumOf } from "../format/nano-sum.ts";
import { share } from "../format/share.ts";
import type { Column } from "../table/column.ts";
import { ShareBar } from "../table/share-bar.tsx";
import type { CostRow } from "./cost-rows.ts";
import { AmountLink, RowName } from "./row-cells.tsx";

interface ColumnsOf {
  currency: string;
  locale: string;
  /** What the shares are shares of. */
  total: string;
  /** What the first column is called. */
  name: string;
  isCompared: boolean;
}

const PARTS = [
  ["cpuCost", "CPU"],
  ["ramCost", "Memory"],
  ["gpuCost", "GPU"],
  ["volumeCost", "Storage"],
  ["networkCost", "Network"],
  ["loadBalancerCost", "Balancers"],
  ["sharedCost", "Shared"],
  ["idleCost", "Idle"],
] as const satisfies readonly (readonly [MoneyColumn, string])[];

/** The columns of a table of costs. Parts that nothing in it has are left out. */
export function costColumns(rows: readonly CostRow[], of: ColumnsOf): Column<CostRow>[] {
  const parts = PARTS.filter(([part]) => rows.some(({ figures }) => /[1-9]/.test(figures[part])));
  return [
    {
      key: "name",
      name: of.name.charAt(0).toLocaleUpperCase(of.locale) + of.name.slice(1),
      cell: (row) => <RowName row={row} />,
      compare: (one, other) => one.name.localeCompare(other.name, of.locale, { numeric: true }),
    },
    {
      ...moneyColumn("totalCost", "Cost", of),
      key: "cost",
      cell: (row) => <AmountLink row={row} currency={of.currency} />,
    },
    shareColumn(of),
    ...(of.isCompared ? changeColumns(of) : []),
    ...parts.map(([part, name]) => moneyColumn(part, name, of)),
    efficiencyColumn(of),
  ];
}

function moneyColumn(part: MoneyColumn, name: string, { currency }: ColumnsOf): Column<CostRow> {
  return {
    key: part,
    name,
    isNumber: true,
    cell: ({ figures }) => <MoneyText amount={figures[part]} currency={currency} />,
    compare: (one, other) => compareAmounts(one.figures[part], other.figures[part]),
    foot: (rows) => (
      <MoneyText amount={sumOf(rows.map(({ figures }) => figures[part]))} currency={currency} />
    ),
  };
}

function shareColumn({ total }: ColumnsOf): Column<CostRow> {
  const ratio = (rows: readonly CostRow[]): number | null =>
    ratioOf(sumOf(rows.map(({ figures }) => figures.totalCost)), total);
  return {
    key: "share",
    name: "Share",
    isNumber: true,
    cell: (row) => <ShareBar ratio={ratio([row])} />,
    foot: (rows) => <ShareBar ratio={ratio(rows)} />,
  };
}

function changeColumns({ currency }: ColumnsOf): Column<CostRow>[] {
  const cell = (row: CostRow): ReactNode =>
    row.special === null ? (
      <ChangeText change={changeOf(row)} before={row.before ?? "0"} currency={currency} />
    ) : (
      <span title="Idle, fee and unobserved time are not compared row by row">–</span>
    );
  return [
    {
      key: "change",
      name: "Change",
      title: "Against the window that is compared with",
      isNumber: true,
      cell,
      compare: (one, other) => compareAmounts(changeOf(one), changeOf(other)),
    },
  ];
}

function efficiencyColumn({ locale }: ColumnsOf): Column<CostRow> {
  return {
    key: "efficiency",
    name: "Used of asked",
    title: "Share of what was requested that was used, CPU and memory weighted by their cost",
    isNumber: true,
    cell: ({ figures }) => efficiencyText(figures, locale),
    compare: (one, other) => (one.figures.efficiency ?? -1) - (other.figures.efficiency ?? -1),
  };
}

function efficiencyText({ efficiency }: CostFigures, locale: string): ReactNode {
  return efficiency === null ? <span title="Nothing was requested">–</span> : share(efficiency, locale);
}

function changeOf({ figures, before = "0" }: CostRow): string {
  return differenceOf(figures.totalCost, before);
}
