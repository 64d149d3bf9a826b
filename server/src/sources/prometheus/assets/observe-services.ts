import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { FeeObservation, LoadBalancerObservation } from "../../../domain/observation.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { type AssetContext, AttendanceBook, hasAttended } from "./attendance.ts";

/** Observes the load balancers: services that the exporter prices, or that kube-state-metrics lists as such. */
export function observeLoadBalancers(series: FamilySeries, context: AssetContext): LoadBalancerObservation[] {
  const all = series.of(ASSETS.loadBalancerPrice, ASSETS.services);
  // Each service is a scope of its own: one exporter may know of load balancers that another does not.
  const book = new AttendanceBook(all, context, serviceOf);
  const prices = Map.groupBy(series.of(ASSETS.loadBalancerPrice), serviceOf);
  return [...Map.groupBy(all, serviceOf)].flatMap(([key, own]) => {
    const attendance = book.attend(own, key);
    const [first] = own;
    if (first === undefined || !hasAttended(attendance)) return [];

    const perHour = priceOf(prices.get(key) ?? [], context.hour);
    return [{ namespace: labelOf(first, "namespace"), service: serviceName(first), perHour, ...attendance }];
  });
}

/** Observes what the provider takes for running the cluster; null where nobody tells. */
export function observeFee(series: FamilySeries, context: AssetContext): FeeObservation | null {
  const fee = series.of(ASSETS.fee);
  const attendance = new AttendanceBook(fee, context).attend(fee);
  const perHour = priceOf(fee, context.hour);
  return perHour === null || !hasAttended(attendance) ? null : { perHour, ...attendance };
}

/** The price nearest to the middle of the hour, or null. */
function priceOf(copies: readonly Series[], hour: Instant): number | null {
  return copies.length > 0 ? nearestValue(joinSamples(copies), hour + HOUR_MS / 2) : null;
}

function serviceName(series: Series): string {
  return labelOf(series, "service_name", "service");
}

function serviceOf(series: Series): string {
  return `${labelOf(series, "namespace")}\n${serviceName(series)}`;
}
