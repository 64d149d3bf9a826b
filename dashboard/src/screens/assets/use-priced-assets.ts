import type { AssetKindName, AssetRow } from "@kubecent/shared";
import { useShownWindow } from "../../data/shown-window.ts";
import { useMaySeeWhole } from "../../data/use-may-see-whole.ts";
import { useQuestion } from "../../data/use-question.ts";
import type { View } from "../../url/view.ts";
import { assetsQuestions } from "./assets-questions.ts";
import { namespaceKey, type PricedAsset, pricedAssets } from "./asset-rows.ts";

/** What there was of one kind, what it cost, and at which price. */
export function usePricedAssets(view: View, kind: AssetKindName) {
  const maySeePrices = useMaySeeWhole(view);
  const questions = assetsQuestions(view, kind, maySeePrices);
  const assets = useQuestion(questions.assets);
  useShownWindow(assets);
  const prices = useQuestion(questions.prices);
  const clusters = clustersOf(assets.answer?.rows ?? []);
  const unmounted = useQuestion(questions.unmounted(clusters));
  const namespaces = useQuestion(questions.namespaces);
  const hasVolumes = kind === "volume" && clusters.length > 0;
  const asked = [
    assets,
    ...(maySeePrices ? [prices] : []),
    ...(hasVolumes ? [unmounted] : []),
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
    assets.answer && asked.every(({ answer }) => answer)
      ? pricedAssets(assets.answer.rows, {
          prices: prices.answer?.rows ?? [],
          unmounted: new Map(
            (unmounted.answer?.paid ?? []).map((told, index) => [clusters[index] ?? "", told]),
          ),
          busy,
        })
      : [];
  return { question: questions.question, assets, prices, asked, rows };
}

function clustersOf(rows: readonly AssetRow[]): string[] {
  return [...new Set(rows.map(({ cluster }) => cluster))].toSorted((one, other) => one.localeCompare(other));
}
