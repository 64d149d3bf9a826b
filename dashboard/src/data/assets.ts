import type { CostQuery } from "@kubecent/sdk";
import type {
  AssetFigures,
  AssetQuery,
  AssetRow,
  ReconcileFigures,
  ReconcileQuery,
  ReconcileRow,
  WindowAnswer,
} from "@kubecent/shared";
import type { Asked } from "../states/asked.ts";
import { useAllRows } from "./use-all-rows.ts";

/** What there was and what it cost, whoever took it. */
export function useAssets(input: AssetQuery | null): Asked<WindowAnswer<AssetRow, AssetFigures>> {
  return useAllRows({ name: "cost.assets", input, procedure: ({ cost }) => cost.assets });
}

/** Whether hours add up: what there was against where it went. */
export function useReconcile(
  input: ReconcileQuery | null,
): Asked<WindowAnswer<ReconcileRow, ReconcileFigures>> {
  return useAllRows({ name: "cost.reconcile", input, procedure: ({ cost }) => cost.reconcile });
}

/** What each node had, and what its pods requested and used of it. */
export function useNodeMetrics(input: CostQuery | null) {
  return useAllRows({ name: "metrics.nodes", input, procedure: ({ metrics }) => metrics.nodes });
}
