import type { AssetKindName, AssetQuery } from "@kubecent/shared";
import { useExplain } from "../../data/explain.ts";
import { useAssets } from "../../data/assets.ts";
import { useClusterPrices } from "../../data/clusters.ts";
import { useNamespaceCosts } from "../../data/costs.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";
import { namespaceKey, type PricedAsset, pricedAssets } from "./asset-rows.ts";

/** The pod under which stands what volumes cost while nobody had them mounted. */
const UNMOUNTED = "__unmounted__";

/** What there was of one kind, what it cost, and at which price. */
export function usePricedAssets(view: View, kind: AssetKindName) {
  const { window, start, end, timeZone, cluster, currency } = plainQuestion(view);
  const place = { window, start, end, timeZone, cluster, currency };
  const question: AssetQuery = { ...place, kind };
  const assets = useAssets(question);
  // What everything is priced at is told of whole clusters alone.
  const maySeePrices = useMaySeeWhole(view);
  const prices = useClusterPrices(maySeePrices ? clusterOf(view) : null);
  const unmounted = useExplain(kind === "volume" ? { ...place, pod: UNMOUNTED } : null);
  const namespaces = useNamespaceCosts(kind === "loadBalancer" ? place : null);
  const asked = [
    assets,
    ...(maySeePrices ? [prices] : []),
    ...(kind === "volume" ? [unmounted] : []),
    ...(kind === "loadBalancer" ? [namespaces] : []),
  ];
  const busy =
    kind === "loadBalancer" && namespaces.answer
      ? new Set(
          namespaces.answer.rows
            .filter(({ cpuCoreHours, ramGibHours }) => cpuCoreHours + ramGibHours > 0)
            .map(namespaceKey),
        )
      : undefined;
  const rows: PricedAsset[] =
    assets.answer && (prices.answer || !maySeePrices)
      ? pricedAssets(assets.answer.rows, {
          prices: prices.answer?.rows ?? [],
          unmounted: unmounted.answer,
          busy,
        })
      : [];
  return { question, assets, prices, asked, rows };
}

/** The one cluster that a view is about; all of them where it names none. */
export function clusterOf({ scope }: Pick<View, "scope">): { cluster?: string | undefined } {
  return scope.cluster === undefined ? {} : { cluster: scope.cluster };
}
