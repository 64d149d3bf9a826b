import type { RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { MoneyText } from "../../format/money-text.tsx";
import { compareAmounts, sumOf } from "../../format/nano-sum.ts";
import type { Column } from "../../table/column.ts";
import { ShareBar } from "../../table/share-bar.tsx";
import { useHref } from "../../url/use-view.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { adviceName, advicePlace, kindInWords } from "./advice-words.ts";
import { BillText } from "./bill-text.tsx";

export type AdviceColumn = Column<RecommendationRow>;

const NAME: AdviceColumn = {
  key: "name",
  name: "Recommendation",
  cell: (row) => <AdviceLink row={row} />,
  compare: byText((row) => `${adviceName(row)} ${row.kind}`),
};

const PLACE: AdviceColumn = {
  key: "place",
  name: "Where",
  cell: (row) => (
    <span className="cell-text" title={advicePlace(row)}>
      <bdi>{advicePlace(row)}</bdi>
    </span>
  ),
  compare: byText(advicePlace),
};

/** What every list of advice begins with: what it is about, and where that is. */
export const ADVICE_HEAD: readonly AdviceColumn[] = [NAME, PLACE];

/** An amount of a row, which opens what it is made of. */
export function costColumn(currency: string): AdviceColumn {
  return {
    key: "cost",
    name: "Costs a month",
    cell: ({ id, cost }) => <WhyLink why={whyKey("cost", id)} amount={cost} currency={currency} />,
    compare: (one, other) => compareAmounts(one.cost, other.cost),
    foot: (rows) => <MoneyText amount={sumOf(rows.map(({ cost }) => cost))} currency={currency} />,
    isNumber: true,
  };
}

/** What becomes free. Its foot adds up what is freed alone: what asks for more is not set off. */
export function freedColumn(currency: string, name = "Frees a month"): AdviceColumn {
  return {
    key: "freed",
    name,
    cell: ({ id, freed }) => <WhyLink why={id} amount={freed} currency={currency} isMain />,
    compare: (one, other) => compareAmounts(one.freed, other.freed),
    foot: (rows) => (
      <MoneyText
        amount={sumOf(rows.map(({ freed }) => freed).filter((freed) => !freed.startsWith("-")))}
        currency={currency}
      />
    ),
    isNumber: true,
  };
}

/** What stands in the list of what can be done. */
export function openColumns(currency: string): readonly AdviceColumn[] {
  return [
    ...ADVICE_HEAD,
    costColumn(currency),
    freedColumn(currency),
    {
      key: "bill",
      name: "Off the bill",
      title: "By how much a month's bill falls by this one alone: at least – at most",
      cell: ({ bill }) => (
        <BillText
          bill={bill}
          currency={currency}
          reason="Not known of a part of a cluster, or without packing"
        />
      ),
      compare: (one, other) => compareAmounts(one.bill?.atMost ?? "-1", other.bill?.atMost ?? "-1"),
      isNumber: true,
    },
    {
      key: "confidence",
      name: "Confidence",
      title: "How much of the time was measured, of how many days, and how alike the days are",
      cell: ({ confidence }) => <ShareBar ratio={confidence} />,
      compare: (one, other) => one.confidence - other.confidence,
      isNumber: true,
    },
    {
      key: "since",
      name: "Since",
      cell: ({ openedAt }) => <Moment at={Date.parse(openedAt)} />,
      compare: byText(({ openedAt }) => openedAt),
    },
  ];
}

/** What advice is about; opens its evidence. */
function AdviceLink({ row }: { row: RecommendationRow }): ReactElement {
  const href = useHref();
  return (
    <a href={href({ why: row.id })}>
      <bdi>{adviceName(row)}</bdi> <span className="row-detail">{kindInWords(row.kind)}</span>
    </a>
  );
}

/** How two rows are ordered by a text of theirs. */
export function byText(
  read: (row: RecommendationRow) => string,
): (one: RecommendationRow, other: RecommendationRow) => number {
  return (one, other) => read(one).localeCompare(read(other));
}
