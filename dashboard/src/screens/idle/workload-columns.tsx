import type { WorkloadCostRow } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { MoneyText } from "../../format/money-text.tsx";
import { compareAmounts, ratioOf, sumOf } from "../../format/nano-sum.ts";
import type { Column } from "../../table/column.ts";
import { ShareBar } from "../../table/share-bar.tsx";
import { useHref } from "../../url/use-view.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { type IdleWorkload, workloadName } from "./idle-rows.ts";

type Amount = "paid" | "asked" | "used" | "unused" | "monthly";

/** What stands in the table of workloads. */
export function workloadColumns(currency: string): Column<IdleWorkload>[] {
  const amount = (key: Amount, name: string, title: string): Column<IdleWorkload> => ({
    key,
    name,
    title,
    cell: (row) => (
      <WhyLink why={whyKey(key, row.key)} amount={row[key]} currency={currency} isMain={key === "unused"} />
    ),
    compare: (one, other) => compareAmounts(one[key], other[key]),
    foot: (rows) => <MoneyText amount={sumOf(rows.map((row) => row[key]))} currency={currency} />,
    isNumber: true,
  });
  return [
    {
      key: "name",
      name: "Workload",
      cell: ({ row }) => <WorkloadLink row={row} />,
      compare: (one, other) => workloadName(one.row).localeCompare(workloadName(other.row)),
    },
    amount("asked", "Asked", "What its requests alone would have cost"),
    amount("used", "Used", "What it used of it"),
    amount("paid", "Paid", "CPU and memory, by the greater of request and usage"),
    amount("unused", "Not used", "Paid less used"),
    amount("monthly", "Not used, a month", "At this window’s pace, for 730 hours"),
    {
      key: "ratio",
      name: "Used of paid",
      cell: ({ usedRatio }) => <ShareBar ratio={usedRatio} />,
      compare: (one, other) => (one.usedRatio ?? 0) - (other.usedRatio ?? 0),
      foot: (rows) => (
        <ShareBar ratio={ratioOf(sumOf(rows.map(({ used }) => used)), sumOf(rows.map(({ paid }) => paid)))} />
      ),
      isNumber: true,
    },
  ];
}

function WorkloadLink({ row }: { row: WorkloadCostRow }): ReactElement {
  const href = useHref();
  return (
    <a href={href({ screen: "explore", scope: scopeOf(row) })}>
      <bdi>{workloadName(row)}</bdi>
    </a>
  );
}

function scopeOf({ cluster, namespace, controllerKind, controller }: WorkloadCostRow) {
  return { cluster, namespace, controllerKind, controller };
}
