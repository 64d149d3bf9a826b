import type { NodeCostRow } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { MoneyText } from "../../format/money-text.tsx";
import { compareAmounts, sumOf } from "../../format/nano-sum.ts";
import type { Column } from "../../table/column.ts";
import { ShareBar } from "../../table/share-bar.tsx";
import { useHref } from "../../url/use-view.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import type { IdleNode } from "./idle-rows.ts";

/** What stands in the list of nodes. */
export function nodeColumns(currency: string): Column<IdleNode>[] {
  const amount = (key: string, name: string, read: (node: IdleNode) => string): Column<IdleNode> => ({
    key,
    name,
    cell: (node) => (
      <WhyLink
        why={whyKey(`node-${key}`, node.key)}
        amount={read(node)}
        currency={currency}
        isMain={key === "idle"}
      />
    ),
    compare: (one, other) => compareAmounts(read(one), read(other)),
    foot: (nodes) => <MoneyText amount={sumOf(nodes.map(read))} currency={currency} />,
    isNumber: true,
  });
  return [
    {
      key: "name",
      name: "Node",
      cell: ({ row }) => <NodeLink cluster={row.cluster} node={row.node} />,
      compare: (one, other) => one.row.node.localeCompare(other.row.node),
    },
    {
      key: "type",
      name: "Type, pool",
      cell: ({ row }) => <bdi>{kindOf(row)}</bdi>,
      compare: (one, other) => kindOf(one.row).localeCompare(kindOf(other.row)),
    },
    amount("paid", "Paid", ({ row }) => row.totalCost),
    amount("idle", "Idle", ({ row }) => row.idleCost),
    amount("monthly", "Idle, a month", ({ monthly }) => monthly),
    shareColumn("cpuAsked", "CPU asked"),
    shareColumn("cpuUsed", "CPU used"),
    shareColumn("ramAsked", "Memory asked"),
    shareColumn("ramUsed", "Memory used"),
  ];
}

function shareColumn(key: "cpuAsked" | "cpuUsed" | "ramAsked" | "ramUsed", name: string): Column<IdleNode> {
  return {
    key,
    name,
    title: "Of what the node had",
    cell: (row) => <ShareBar ratio={row[key]} />,
    compare: (one, other) => (one[key] ?? -1) - (other[key] ?? -1),
    isNumber: true,
  };
}

/** A node by its name, which leads to what ran on it. */
export function NodeLink({ cluster, node }: { cluster: string; node: string }): ReactElement {
  const href = useHref();
  return (
    <a href={href({ screen: "explore", scope: { cluster, node } })}>
      <bdi>{node}</bdi>
    </a>
  );
}

function kindOf({ instanceType, pool, spot }: NodeCostRow): string {
  return [instanceType, pool, spot ? "spot" : ""].filter((part) => part !== "").join(", ");
}
