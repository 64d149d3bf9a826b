import type { CostQuery } from "@kubecent/sdk";
import type { PodMetricsQuery } from "@kubecent/shared";
import { useAllRows } from "./use-all-rows.ts";

/** What each node had, and what its pods requested and used of it. */
export function useNodeMetrics(input: CostQuery | null) {
  return useAllRows({ name: "metrics.nodes", input, procedure: ({ metrics }) => metrics.nodes });
}

/** What each pod requested and used. */
export function usePodMetrics(input: PodMetricsQuery | null) {
  return useAllRows({ name: "metrics.pods", input, procedure: ({ metrics }) => metrics.pods });
}
