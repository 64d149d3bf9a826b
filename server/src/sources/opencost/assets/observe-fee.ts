import type { FeeObservation, PerMinute } from "../../../domain/observation.ts";
import type { Asset, FeeAsset } from "../answers/asset-answer.ts";
import { hoursOf } from "../../../domain/units.ts";
import { hoursOfAsset } from "./attendance.ts";
import { shortestPrice } from "./shortest-price.ts";

interface Minutes {
  readonly seenMinutes: PerMinute;
  readonly unobservedMinutes: PerMinute;
}

/**
 * What the provider takes for running the cluster, null where OpenCost tells of none. Its asset spans the whole
 * of any window though its money is for the part that was seen, so the cluster's own minutes tell when it was
 * due. `around` tells the price of an unseen hour.
 */
export function observeFee(
  own: readonly Asset[],
  around: readonly Asset[],
  minutes: Minutes,
): FeeObservation | null {
  const fees = own.filter(isFee);
  const known = fees.length > 0 ? fees : around.filter(isFee).slice(0, 1);
  const seenHours = fees.length > 0 ? hoursOf(minutes.seenMinutes) : 0;
  const prices = known.flatMap((asset) =>
    asset.totalCost ? [shortestPrice(asset.totalCost, seenHours || hoursOfAsset(asset))] : [],
  );
  if (prices.length === 0) return null;
  return { perHour: prices.reduce((sum, price) => sum + price, 0), ...minutes };
}

function isFee(asset: Asset): asset is FeeAsset {
  return asset.type === "ClusterManagement" && asset.end > asset.start;
}
