import type { AssetKindName, AssetQuery } from "@kubecent/shared";
import { assetCosts, clusterPrices } from "../../data/asset-questions.ts";
import { explainedCosts, namespaceCosts } from "../../data/cost-questions.ts";
import { plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";
import { unmountedQuestion } from "./unused-cost.ts";

/** What is asked about assets of one kind. */
export function assetsQuestions(view: View, kind: AssetKindName, maySeePrices: boolean) {
  const { window, start, end, timeZone, cluster, currency } = plainQuestion(view);
  const place = { window, start, end, timeZone, cluster, currency };
  const question: AssetQuery = { ...place, kind };
  return {
    question,
    assets: assetCosts(question),
    // What everything is priced at is told of whole clusters alone.
    prices: clusterPrices(maySeePrices ? clusterOf(view) : null),
    /** Cluster by cluster: volumes of several may have one name. */
    unmounted: (clusters: readonly string[]) =>
      explainedCosts(
        kind === "volume" && clusters.length > 0
          ? { paid: clusters.map((of) => unmountedQuestion({ ...place, cluster: of })), ofAssets: [] }
          : null,
      ),
    namespaces: namespaceCosts(kind === "loadBalancer" ? place : null),
  };
}

/** The one cluster that a view is about; all of them where it names none. */
export function clusterOf({ scope }: Pick<View, "scope">): { cluster?: string | undefined } {
  return scope.cluster === undefined ? {} : { cluster: scope.cluster };
}
