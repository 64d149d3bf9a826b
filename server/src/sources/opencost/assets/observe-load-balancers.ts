import {
  type LoadBalancerObservation,
  MINUTES_PER_HOUR,
  type PerMinute,
} from "../../../domain/observation.ts";
import type { Asset, LoadBalancerAsset } from "../answers/asset-answer.ts";
import { type Attendance, type AttendanceBook, hoursOfAsset } from "./attendance.ts";
import { digitsOf, shortestPrice } from "./shortest-price.ts";

/**
 * By how much OpenCost bills a load balancer too long, in hours: in versions such as 1.113 one resolution, of
 * five minutes unless set otherwise; in the latest not at all. Nothing in the answer says which.
 */
const TOO_LONG_HOURS = 5 / 60;
const OTHER_EXCESSES = [0, 1 / 60];

/** A price that people set has no more digits than this. */
const FEW_DIGITS = 3;

/** Observes the load balancers by their services; a service with several addresses pays for all of them. */
export function observeLoadBalancers(book: AttendanceBook): LoadBalancerObservation[] {
  const byService = Map.groupBy(book.attend(isLoadBalancer), ({ asset }) => asset.properties.name);
  return [...byService].map(([name, attended]) => {
    const slash = name.indexOf("/");
    const prices = attended.map(({ asset }) => perHour(asset));
    return {
      namespace: slash < 0 ? "" : name.slice(0, slash),
      service: name.slice(slash + 1),
      perHour: prices.every((price) => price !== null)
        ? prices.reduce<number>((sum, price) => sum + price, 0)
        : null,
      seenMinutes: longest(attended, "seenMinutes"),
      unobservedMinutes: longest(attended, "unobservedMinutes"),
    };
  });
}

function isLoadBalancer(asset: Asset): asset is LoadBalancerAsset {
  return asset.type === "LoadBalancer";
}

/**
 * The price that the money came from: for five minutes too many, unless another excess gives a price as round
 * as prices are and that one does not.
 */
function perHour(asset: LoadBalancerAsset): number | null {
  const { totalCost } = asset;
  if (!totalCost) return null;

  const price = (excess: number): number => shortestPrice(totalCost, hoursOfAsset(asset) + excess);
  const likeliest = price(TOO_LONG_HOURS);
  if (digitsOf(likeliest) <= FEW_DIGITS) return likeliest;
  return OTHER_EXCESSES.map(price).find((other) => digitsOf(other) <= FEW_DIGITS) ?? likeliest;
}

/** Addresses of one service come and go together, as good as always. */
function longest(
  attended: readonly Attendance<LoadBalancerAsset>[],
  minutes: "seenMinutes" | "unobservedMinutes",
): PerMinute {
  return new Float64Array(MINUTES_PER_HOUR).map((_, minute) =>
    Math.max(...attended.map((each) => each[minutes][minute] ?? 0)),
  );
}
