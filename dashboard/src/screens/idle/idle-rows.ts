import type { NodeCostRow, NodeMetricsRow, WorkloadCostRow } from "@kubecent/sdk";
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
  const measured = new Map(metrics.map((row) => [nodeKey(row), row]));
  return costs.map((row) => {
    const of = measured.get(nodeKey(row));
    return {
      row,
      key: nodeKey(row),
      monthly: formatNano(monthlyOf(parseNano(row.idleCost), windowMs)),
      cpuAsked: ratio(of?.cpuRequestCoreHours, of?.cpuCapacityCoreHours),
      cpuUsed: ratio(of?.cpuUsageCoreHours, of?.cpuCapacityCoreHours),
      ramAsked: ratio(of?.ramRequestGibHours, of?.ramCapacityGibHours),
      ramUsed: ratio(of?.ramUsageGibHours, of?.ramCapacityGibHours),
    };
  });
}

type NodeName = Pick<NodeMetricsRow, "cluster" | "node" | "instanceType" | "pool" | "spot">;

/** Nodes come and go under one name: type and pool tell them apart. */
function nodeKey({ cluster, node, instanceType, pool, spot }: NodeName): string {
  return JSON.stringify([cluster, node, instanceType, pool, spot]);
}

function ratio(part: number | undefined, whole: number | null | undefined): number | null {
  return part === undefined || !whole ? null : part / whole;
}
