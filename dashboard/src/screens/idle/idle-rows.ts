import type { NodeCostRow, NodeMetricsRow, WorkloadCostRow } from "@kubecent/shared";
import { formatNano, parseNano } from "@kubecent/shared/money";
import { monthlyOf, usedCostOf } from "./used-cost.ts";

/** A workload with what it asked for and did not use. Amounts are exact decimal text. */
export interface IdleWorkload {
  readonly row: WorkloadCostRow;
  readonly key: string;
  readonly paid: string;
  readonly asked: string;
  readonly used: string;
  readonly unused: string;
  readonly monthly: string;
  /** Share of what was paid that was used; null where nothing was paid. */
  readonly usedRatio: number | null;
}

/** Workloads that were billed for CPU or memory. Volumes and load balancers have no usage to compare with. */
export function idleWorkloads(rows: readonly WorkloadCostRow[], windowMs: number): IdleWorkload[] {
  return rows.flatMap((row) => {
    const { paid, asked, used, unused } = usedCostOf(row);
    if (paid <= 0n) return [];
    return [
      {
        row,
        key: JSON.stringify([row.cluster, row.namespace, row.controllerKind, row.controller]),
        paid: formatNano(paid),
        asked: formatNano(asked),
        used: formatNano(used),
        unused: formatNano(unused),
        monthly: formatNano(monthlyOf(unused, windowMs)),
        usedRatio: Number(used) / Number(paid),
      },
    ];
  });
}

/** A node with what was paid for it and asked for by nobody. */
export interface IdleNode {
  readonly row: NodeCostRow;
  readonly key: string;
  readonly monthly: string;
  /** Shares of what the node had that pods asked for, and used; null where that is not known. */
  readonly cpuAsked: number | null;
  readonly cpuUsed: number | null;
  readonly ramAsked: number | null;
  readonly ramUsed: number | null;
}

/** Nodes with how well they are packed. */
export function idleNodes(
  costs: readonly NodeCostRow[],
  metrics: readonly NodeMetricsRow[],
  windowMs: number,
): IdleNode[] {
  const measured = Map.groupBy(metrics, nodeName);
  const seen = new Map<string, number>();
  return costs.map((row) => {
    const name = nodeName(row);
    const of = measured.get(name) ?? [];
    const place = seen.get(name) ?? 0;
    seen.set(name, place + 1);
    return {
      row,
      key: `${name} ${place}`,
      monthly: formatNano(monthlyOf(parseNano(row.idleCost), windowMs)),
      cpuAsked: ratio(of, "cpuRequestCoreHours", "cpuCapacityCoreHours"),
      cpuUsed: ratio(of, "cpuUsageCoreHours", "cpuCapacityCoreHours"),
      ramAsked: ratio(of, "ramRequestGibHours", "ramCapacityGibHours"),
      ramUsed: ratio(of, "ramUsageGibHours", "ramCapacityGibHours"),
    };
  });
}

type NodeName = Pick<NodeMetricsRow, "cluster" | "node" | "instanceType" | "pool" | "spot">;

/** Machines come and go under one name: those of one type and pool are told together. */
function nodeName({ cluster, node, instanceType, pool, spot }: NodeName): string {
  return JSON.stringify([cluster, node, instanceType, pool, spot]);
}

type Taken = "cpuRequestCoreHours" | "cpuUsageCoreHours" | "ramRequestGibHours" | "ramUsageGibHours";
type Capacity = "cpuCapacityCoreHours" | "ramCapacityGibHours";

function ratio(machines: readonly NodeMetricsRow[], taken: Taken, capacity: Capacity): number | null {
  const had = machines.reduce((sum, row) => sum + (row[capacity] ?? 0), 0);
  return had === 0 ? null : machines.reduce((sum, row) => sum + row[taken], 0) / had;
}
