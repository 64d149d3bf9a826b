import type { CostFigures, MoneyColumn } from "@kubecent/sdk";
import type { ReactNode } from "react";
import { ChangeText } from "../format/change-text.tsx";
import { MoneyText } from "../format/money-text.tsx";
import { compareAmounts, ratioOf, sumOf } from "../format/nano-sum.ts";
import { share } from "../format/share.ts";
import type { Column } from "../table/column.ts";
import { ShareBar } from "../table/share-bar.tsx";
import { whyKey } from "../why/why-key.ts";
import { WhyLink } from "../why/why-link.tsx";
import type { CostRow } from "./cost-rows.ts";
import { COST_PARTS } from "./cost-parts.ts";
import { RowName } from "./row-cells.tsx";

interface ColumnsOf {
  currency: string;
  locale: string;
  /** What the shares are shares of. */
  total: string;
  /** What the first column is called. */
  name: string;
  isCompared: boolean;
  /** Whether anything was seen of the window that is compared with. */
  isBeforeSeen: boolean;
}

/** The columns of a table of costs. Parts that nothing in it has are left out. */
export function costColumns(rows: readonly CostRow[], of: ColumnsOf): Column<CostRow>[] {
  const parts = COST_PARTS.filter(([part]) => rows.some(({ figures }) => /[1-9]/.test(figures[part])));
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
      cell: ({ key, figures }) => (
        <WhyLink why={key} amount={figures.totalCost} currency={of.currency} isMain />
      ),
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
    cell: ({ key, figures }) => (
      <WhyLink why={whyKey(part, key)} amount={figures[part]} currency={currency} />
    ),
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

function changeColumns({ currency, isBeforeSeen }: ColumnsOf): Column<CostRow>[] {
  const cell = ({ key, special, compared }: CostRow): ReactNode => {
    if (!isBeforeSeen) return <span title="Nothing was seen of the window before">–</span>;
    if (special !== null)
      return <span title="Idle, fee and unobserved time are not compared row by row">–</span>;
    if (!compared) return <span title="Nothing was allocated to it in either window">–</span>;
    const { changeCost, beforeCost } = compared;
    return (
      <WhyLink why={whyKey("change", key)} amount={changeCost} currency={currency}>
        <ChangeText change={changeCost} before={beforeCost} currency={currency} />
      </WhyLink>
    );
  };
  return [
    {
      key: "change",
      name: "Change",
      title: "Of what was allocated, without idle and shares, against the window that is compared with",
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

function changeOf({ compared }: CostRow): string {
  return compared?.changeCost ?? "0";
}
