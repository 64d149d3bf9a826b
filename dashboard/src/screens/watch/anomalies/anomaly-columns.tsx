import type { AnomalyRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { MoneyText } from "../../../format/money-text.tsx";
import { compareAmounts } from "../../../format/nano-sum.ts";
import type { Column } from "../../../table/column.ts";
import { useHref } from "../../../url/use-view.ts";
import { whyKey } from "../../../why/why-key.ts";
import { WhyLink } from "../../../why/why-link.tsx";
import { CellText } from "../cells.tsx";
import { anomalyKindInWords, anomalyName, anomalyPlace, verdictInWords } from "./anomaly-words.ts";

/** What is told of an anomaly. */
export function anomalyColumns(): readonly Column<AnomalyRow>[] {
  return [
    {
      key: "name",
      name: "What",
      cell: (row) => <AnomalyLink row={row} />,
      compare: (one, other) => anomalyName(one).localeCompare(anomalyName(other)),
    },
    {
      key: "kind",
      name: "How",
      cell: ({ direction, kind }) => `${direction === "up" ? "more" : "less"}: ${anomalyKindInWords(kind)}`,
      compare: (one, other) => one.kind.localeCompare(other.kind),
    },
    {
      key: "opened",
      name: "Since (UTC)",
      cell: ({ openedDate }) => openedDate,
      compare: (one, other) => one.openedDate.localeCompare(other.openedDate),
    },
    {
      key: "state",
      name: "State",
      cell: ({ state, endedDate }) =>
        state === "open" ? (
          <span className="badge" data-kind="warn">
            open
          </span>
        ) : (
          `ended ${endedDate ?? ""}`
        ),
      compare: (one, other) => one.state.localeCompare(other.state),
    },
    {
      key: "cost",
      name: "Cost that day",
      title: "Of its last unusual day",
      cell: ({ cost, currency }) => <MoneyText amount={cost} currency={currency} />,
      compare: (one, other) => compareAmounts(one.cost, other.cost),
      isNumber: true,
    },
    {
      key: "excess",
      name: "Beyond usual",
      cell: ({ id, excessCost, currency }) => (
        <WhyLink why={id} amount={excessCost} currency={currency} isMain />
      ),
      compare: (one, other) => compareAmounts(one.excessCost, other.excessCost),
      isNumber: true,
    },
    {
      key: "sofar",
      name: "So far",
      title: "Of all its unusual days",
      cell: ({ id, excessSoFarCost, currency }) => (
        <WhyLink why={whyKey("sofar", id)} amount={excessSoFarCost} currency={currency} />
      ),
      compare: (one, other) => compareAmounts(one.excessSoFarCost, other.excessSoFarCost),
      isNumber: true,
    },
    {
      key: "month",
      name: "Until the month ends",
      title: "What it adds, if it goes on",
      cell: ({ excessToMonthEndCost, currency }) => (
        <MoneyText amount={excessToMonthEndCost} currency={currency} reason="It is over" />
      ),
      compare: (one, other) =>
        compareAmounts(one.excessToMonthEndCost ?? "0", other.excessToMonthEndCost ?? "0"),
      isNumber: true,
    },
    {
      key: "cause",
      name: "Mostly",
      cell: ({ cause }) => <CellText text={cause?.children[0]?.name ?? "–"} />,
    },
    {
      key: "feedback",
      name: "Said of it",
      cell: ({ feedback }) => (feedback ? verdictInWords(feedback.verdict) : "–"),
    },
  ];
}

/** What it is about; opens its evidence. */
function AnomalyLink({ row }: { row: AnomalyRow }): ReactElement {
  const href = useHref();
  return (
    <a href={href({ why: row.id })}>
      <bdi>{anomalyName(row)}</bdi>{" "}
      <span className="row-detail">
        <bdi>{anomalyPlace(row)}</bdi>
      </span>
    </a>
  );
}
