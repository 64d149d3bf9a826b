import type { AssetKindName, AssetQuery, AssetRow } from "@kubecent/shared";
import { useExplains } from "../../data/explain.ts";
import { useAssets } from "../../data/assets.ts";
import { useClusterPrices } from "../../data/clusters.ts";
import { useNamespaceCosts } from "../../data/costs.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { plainQuestion } from "../../data/view-question.ts";
import type { View } from "../../url/view.ts";
import { unmountedQuestion } from "./unused-cost.ts";
import { namespaceKey, type PricedAsset, pricedAssets } from "./asset-rows.ts";

/** What there was of one kind, what it cost, and at which price. */
export function usePricedAssets(view: View, kind: AssetKindName) {
  const { window, start, end, timeZone, cluster, currency } = plainQuestion(view);
  const place = { window, start, end, timeZone, cluster, currency };
  const question: AssetQuery = { ...place, kind };
  const assets = useAssets(question);
  // What everything is priced at is told of whole clusters alone.
  const maySeePrices = useMaySeeWhole(view);
  const prices = useClusterPrices(maySeePrices ? clusterOf(view) : null);
  const clusters = kind === "volume" ? clustersOf(assets.answer?.rows ?? []) : [];
  // Volumes of several clusters may have one name.
  const unmounted = useExplains(clusters.map((of) => unmountedQuestion({ ...place, cluster: of })));
  const namespaces = useNamespaceCosts(kind === "loadBalancer" ? place : null);
  const asked = [
    assets,
    ...(maySeePrices ? [prices] : []),
    ...unmounted,
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
  const isReady = [...unmounted, ...(maySeePrices ? [prices] : [])].every(({ answer }) => answer);
  const rows: PricedAsset[] =
    assets.answer && isReady
      ? pricedAssets(assets.answer.rows, {
          prices: prices.answer?.rows ?? [],
          unmounted: new Map(
            clusters.flatMap((of, index) => {
              const told = unmounted[index]?.answer;
              return told ? [[of, told]] : [];
            }),
          ),
          busy,
        })
      : [];
  return { question, assets, prices, asked, rows };
}

function clustersOf(rows: readonly AssetRow[]): string[] {
  return [...new Set(rows.map(({ cluster }) => cluster))];
}

/** The one cluster that a view is about; all of them where it names none. */
export function clusterOf({ scope }: Pick<View, "scope">): { cluster?: string | undefined } {
  return scope.cluster === undefined ? {} : { cluster: scope.cluster };
}
