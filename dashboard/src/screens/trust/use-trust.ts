import { useReconcile } from "../../data/assets.ts";
import { useClusterPrices, useClusterStatus } from "../../data/clusters.ts";
import { useClusterCosts } from "../../data/costs.ts";
import { clusterOf } from "../assets/use-priced-assets.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";

/** What speaks for the numbers of a view, and against them. Of whole clusters: filters by what runs in them say nothing here. */
export function useTrust(view: View) {
  const { window, start, end, timeZone, cluster, currency } = plainQuestion(view);
  const question = { window, start, end, timeZone, cluster, currency };
  // Told of whole clusters alone.
  const maySeeWhole = useMaySeeWhole(view);
  return {
    question,
    maySeeWhole,
    status: useClusterStatus(),
    reconciled: useReconcile(maySeeWhole ? question : null),
    costs: useClusterCosts(question),
    prices: useClusterPrices(maySeeWhole ? clusterOf(view) : null),
  };
}
