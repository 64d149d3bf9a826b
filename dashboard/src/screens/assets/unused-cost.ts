import type { AssetKindName, ExplainQuery } from "@kubecent/shared";
import { sumOf } from "../../format/nano-sum.ts";
import type { WholePlace } from "../../why/whole-parts.ts";
import type { PricedAsset } from "./asset-rows.ts";

/** What of a kind nobody used; null for kinds of which that is not known, and where it is not for some of them. */
export function unusedOf(kind: AssetKindName, rows: readonly PricedAsset[]): string | null {
  if (kind === "node") return sumOf(rows.map(({ row }) => row.idleCost));
  if (kind === "loadBalancer")
    return sumOf(rows.filter(({ warning }) => warning !== null).map(({ row }) => row.totalCost));
  if (kind !== "volume") return null;
  const costs = rows.map(({ unmountedCost }) => unmountedCost);
  return costs.includes(null) ? null : sumOf(costs.filter((cost) => cost !== null));
}

/** The pod under which stands what volumes cost while nobody had them mounted. */
const UNMOUNTED = "__unmounted__";

/** What volumes of a cluster cost while nobody had them mounted. */
export function unmountedQuestion(place: WholePlace): ExplainQuery {
  return { ...place, pod: UNMOUNTED, condense: true };
}
