import { useReconcile } from "../../data/assets.ts";
import { useClusterPrices, useClusterStatus } from "../../data/clusters.ts";
import { useClusterCosts } from "../../data/costs.ts";
import { plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";

/** What speaks for the numbers of a view, and against them. Of whole clusters: filters by what runs in them say nothing here. */
export function useTrust(view: View) {
  const { window, start, end, timeZone, cluster, currency } = plainQuestion(view);
  const question = { window, start, end, timeZone, cluster, currency };
  return {
    question,
    status: useClusterStatus(),
    reconciled: useReconcile(question),
    costs: useClusterCosts(question),
    prices: useClusterPrices(typeof cluster === "string" ? { cluster } : {}),
  };
}
