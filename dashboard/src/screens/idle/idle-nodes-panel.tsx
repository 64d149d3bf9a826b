import type { MetricsAnswer, MoneyAnswer, NodeCostRow, NodeCostTotals, NodeMetricsRow } from "@kubecent/sdk";
import { type ReactElement, useMemo } from "react";
import { dueMs } from "../../format/monthly.ts";
import { NoRight } from "../../states/no-right.tsx";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useView } from "../../url/use-view.ts";
import { type IdleNode, idleNodes } from "./idle-rows.ts";
import { nodeColumns } from "./node-columns.tsx";

interface IdleNodesPanelProps {
  /** Both undefined for a reader who does not see whole nodes. */
  nodes: MoneyAnswer<NodeCostRow, NodeCostTotals> | undefined;
  metrics: MetricsAnswer<NodeMetricsRow, unknown> | undefined;
}

/** How well each node is packed, and what is left over on it. */
export function IdleNodesPanel({ nodes, metrics }: IdleNodesPanelProps): ReactElement {
  const view = useView();
  const go = useGo();
  const rows = useMemo(
    () => (nodes && metrics ? idleNodes(nodes.rows, metrics.rows, dueMs(nodes.window)) : []),
    [nodes, metrics],
  );
  const currency = nodes?.currency ?? "";
  const columns = useMemo(() => nodeColumns(currency), [currency]);
  if (!nodes) return <NoRight detail="What is left over on nodes belongs to all that run on them." />;
  return (
    <DataTable<IdleNode>
      caption="Nodes with how much of them was asked for and used"
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      sort={view.sort ?? "-monthly"}
      onSort={(sort) => go({ sort: sort === "-monthly" ? null : sort })}
      canTick
      footName={`${rows.length} nodes`}
    />
  );
}
