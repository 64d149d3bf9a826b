import type { AssetKindName, AssetQuery } from "@kubecent/shared";
import { useExplain } from "../../data/explain.ts";
import { useAssets } from "../../data/assets.ts";
import { useClusterPrices } from "../../data/clusters.ts";
import { useNamespaceCosts } from "../../data/costs.ts";
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
  const prices = useClusterPrices(typeof cluster === "string" ? { cluster } : {});
  const unmounted = useExplain(kind === "volume" ? { ...place, pod: UNMOUNTED } : null);
  const namespaces = useNamespaceCosts(kind === "loadBalancer" ? place : null);
  const asked = [
    assets,
    prices,
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
    assets.answer && prices.answer
      ? pricedAssets(assets.answer.rows, { prices: prices.answer, unmounted: unmounted.answer, busy })
      : [];
  return { question, assets, prices, asked, rows };
}
