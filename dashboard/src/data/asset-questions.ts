import type { CostQuery } from "@kubecent/sdk";
import type {
  AssetFigures,
  AssetQuery,
  AssetRow,
  PricesAnswer,
  ReconcileFigures,
  ReconcileQuery,
  ReconcileRow,
  WindowAnswer,
} from "@kubecent/shared";
import { allRows } from "./all-rows.ts";
import type { Question } from "./question.ts";

/** What there was and what it cost, whoever took it. */
export function assetCosts(
  input: AssetQuery | null,
): Question<AssetQuery, WindowAnswer<AssetRow, AssetFigures>> {
  return allRows({ name: "cost.assets", input, procedure: ({ cost }) => cost.assets });
}

/** Whether hours add up: what there was against where it went. */
export function reconciledHours(
  input: ReconcileQuery | null,
): Question<ReconcileQuery, WindowAnswer<ReconcileRow, ReconcileFigures>> {
  return allRows({ name: "cost.reconcile", input, procedure: ({ cost }) => cost.reconcile });
}

/** What each node had, and what its pods requested and used of it. */
export function nodeMetrics(input: CostQuery | null) {
  return allRows({ name: "metrics.nodes", input, procedure: ({ metrics }) => metrics.nodes });
}

interface ClusterInput {
  cluster?: string | undefined;
}

/** What each asset of the newest hour is priced at, and by which rule. */
export function clusterPrices(input: ClusterInput | null): Question<ClusterInput, PricesAnswer> {
  return {
    name: "clusters.prices",
    input,
    ask: (client, asked, options) => client.clusters.prices.query(asked, options),
  };
}
