import type { CostQuery } from "@kubecent/sdk";
import { useAllRows } from "./use-all-rows.ts";

/** What each node had, and what its pods requested and used of it. */
export function useNodeMetrics(input: CostQuery | null) {
  return useAllRows({ name: "metrics.nodes", input, procedure: ({ metrics }) => metrics.nodes });
}
