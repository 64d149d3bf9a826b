import type { NodeCostRow, NodeMetricsRow, WorkloadCostRow } from "@kubecent/shared";
import { formatNano, parseNano } from "@kubecent/shared/money";
import { monthlyOf } from "../../format/monthly.ts";
import { usedCostOf } from "./used-cost.ts";

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
        key: `${row.cluster} / ${workloadName(row)}`,
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

/** "search / Deployment/api". */
export function workloadName({ namespace, controllerKind, controller }: WorkloadCostRow): string {
  return `${namespace} / ${controllerKind === "" ? "" : `${controllerKind}/`}${controller}`;
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
  const keys = nodeKeys(costs);
  return costs.map((row, index) => {
    const of = measured.get(nodeName(row)) ?? [];
    return {
      row,
      key: keys[index] ?? "",
      monthly: formatNano(monthlyOf(parseNano(row.idleCost), windowMs)),
      cpuAsked: ratio(of, "cpuRequestCoreHours", "cpuCapacityCoreHours"),
      cpuUsed: ratio(of, "cpuUsageCoreHours", "cpuCapacityCoreHours"),
      ramAsked: ratio(of, "ramRequestGibHours", "ramCapacityGibHours"),
      ramUsed: ratio(of, "ramUsageGibHours", "ramCapacityGibHours"),
    };
  });
}

/** Names each machine. Those that differ in nothing that is told are numbered, in their order. */
export function nodeKeys(costs: readonly NodeCostRow[]): string[] {
  const seen = new Map<string, number>();
  return costs.map(({ cluster, node, providerId, instanceType, pool, capacityType }) => {
    const name = [cluster, node, providerId, instanceType, pool, capacityType].join(" ");
    const place = seen.get(name) ?? 0;
    seen.set(name, place + 1);
    return place === 0 ? name : `${name} ${place}`;
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
