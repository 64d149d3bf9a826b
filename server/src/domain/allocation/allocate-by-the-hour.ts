import type { PriceSource } from "@kubecent/shared";
import type { FeeObservation, LoadBalancerObservation, PerMinute } from "../observation.ts";
import { costNano, toPico } from "../prices/pico.ts";
import type { PriceBook } from "../prices/price-book.ts";
import { hoursOf, toNano } from "../units.ts";
import type { AllocatedAsset } from "./allocate-volumes.ts";
import { namespaceRow } from "./cost-rows.ts";
import type { AssetCosts } from "./hour-costs.ts";
import { noMeasures } from "./measures.ts";

/** Bills a load balancer's hours to its namespace and service. */
export function allocateLoadBalancer(observed: LoadBalancerObservation, book: PriceBook): AllocatedAsset {
  const priceSource: PriceSource = observed.perHour === null ? "default" : "exporter";
  const perHour = observed.perHour ?? book.defaults.perLoadBalancerHour;
  const cost = hourlyCost(perHour, observed.seenMinutes, observed.unobservedMinutes);
  const loadBalancerNano = cost.costNano - cost.unobservedNano;
  const defaultNano = priceSource === "default" ? loadBalancerNano : 0n;
  const { namespace, service } = observed;
  const owner = { namespace, controllerKind: "Service", controller: service };
  return {
    asset: { kind: "loadBalancer", namespace, name: service, priceSource, ...cost },
    rows: [namespaceRow("service", owner, { ...noMeasures(), loadBalancerNano, defaultNano })],
  };
}

/** The cluster's fee is an asset of its own: it belongs to nobody until somebody asks to share it. */
export function allocateFee(observed: FeeObservation): AssetCosts {
  const cost = hourlyCost(observed.perHour, observed.seenMinutes, observed.unobservedMinutes);
  // The fee is due whether anybody looked or not, so its unseen minutes are fee too.
  return { kind: "fee", namespace: "", name: "fee", priceSource: "exporter", ...cost, unobservedNano: 0n };
}

function hourlyCost(
  perHour: number,
  seenMinutes: PerMinute,
  unobservedMinutes: PerMinute,
): Pick<AssetCosts, "quantity" | "costNano" | "unobservedNano"> {
  const seen = toNano(hoursOf(seenMinutes));
  const unobserved = toNano(hoursOf(unobservedMinutes));
  const price = toPico(perHour);
  return {
    quantity: seen + unobserved,
    costNano: costNano(seen + unobserved, price),
    unobservedNano: costNano(unobserved, price),
  };
}
