import type { CompareAnswer, CompareQuery } from "@kubecent/shared";
import type {
  ClusterCostRow,
  ClusterCostTotals,
  CostQuery,
  CostWithIdleQuery,
  MoneyAnswer,
  NamespaceCostRow,
  NodeCostRow,
  NodeCostTotals,
  TimeseriesQuery,
  TimeseriesRow,
  WorkloadCostRow,
} from "@kubecent/sdk";
import type { Asked } from "../states/asked.ts";
import { askAll } from "./ask-all.ts";
import { useAllRows } from "./use-all-rows.ts";
import { useQuestions } from "./use-question.ts";

/** Each cluster with all its parts, and the change against the window before. */
export function useClusterCosts(
  input: CostQuery | null,
): Asked<MoneyAnswer<ClusterCostRow, ClusterCostTotals>> {
  return useAllRows({ name: "cost.cluster", input, procedure: ({ cost }) => cost.cluster });
}

export function useNamespaceCosts(input: CostWithIdleQuery | null): Asked<MoneyAnswer<NamespaceCostRow>> {
  return useAllRows({ name: "cost.namespaces", input, procedure: ({ cost }) => cost.namespaces });
}

export function useWorkloadCosts(input: CostWithIdleQuery | null): Asked<MoneyAnswer<WorkloadCostRow>> {
  return useAllRows({ name: "cost.workloads", input, procedure: ({ cost }) => cost.workloads });
}

/** Each node: allocated, idle and unobserved. */
export function useNodeCosts(input: CostQuery | null): Asked<MoneyAnswer<NodeCostRow, NodeCostTotals>> {
  return useAllRows({ name: "cost.nodes", input, procedure: ({ cost }) => cost.nodes });
}

/** The same question over time, asked of several parts at once. */
export function useTimeseriesOf(inputs: readonly TimeseriesQuery[]): Asked<MoneyAnswer<TimeseriesRow>>[] {
  return useQuestions<TimeseriesQuery, MoneyAnswer<TimeseriesRow>>(
    inputs.map((input) => ({
      name: "cost.timeseries, all rows",
      input,
      ask: (client, asked, options) => askAll(client.cost.timeseries, asked, options),
    })),
  );
}

/** What each hour, day, week or month cost. */
export function useTimeseries(input: TimeseriesQuery | null): Asked<MoneyAnswer<TimeseriesRow>> {
  return useAllRows({ name: "cost.timeseries", input, procedure: ({ cost }) => cost.timeseries });
}

/** What changed between two windows, and from what. */
export function useCompare(input: CompareQuery | null): Asked<CompareAnswer> {
  return useAllRows({ name: "cost.compare", input, procedure: ({ cost }) => cost.compare });
}
