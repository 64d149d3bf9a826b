import type { FeeObservation, LoadBalancerObservation, PerMinute } from "../observation.ts";
import { priceAsKept } from "../prices/reported.ts";
import { hoursOf, toNano } from "../units.ts";
import { namespaceRow } from "./cost-rows.ts";
import type { AssetKey, MeasuredAsset } from "./measured-hour.ts";
import type { TakenAsset } from "./measure-volumes.ts";
import { noMeasures } from "./measures.ts";

/** Counts a load balancer's hours, to its namespace and service. */
export function measureLoadBalancer(observed: LoadBalancerObservation): TakenAsset {
  const { namespace, service } = observed;
  const key: AssetKey = { kind: "loadBalancer", namespace, name: service, providerId: "", storageClass: "" };
  const owner = { namespace, controllerKind: "Service", controller: service };
  const hours = hoursThere(observed.seenMinutes, observed.unobservedMinutes);
  const loadBalancerNanoHours = hours.quantity - hours.unobservedQuantity;
  const row = namespaceRow("service", owner, { ...noMeasures(), loadBalancerNanoHours });
  return {
    asset: { ...key, ...hours, reported: priceAsKept(observed.perHour) },
    rows: loadBalancerNanoHours > 0n ? [{ ...row, asset: key }] : [],
  };
}

/** The cluster's fee is an asset of its own: it belongs to nobody until somebody asks to share it. */
export function measureFee(observed: FeeObservation): MeasuredAsset {
  const { quantity } = hoursThere(observed.seenMinutes, observed.unobservedMinutes);
  return {
    kind: "fee",
    namespace: "",
    name: "fee",
    providerId: "",
    storageClass: "",
    quantity,
    // The fee is due whether anybody looked or not, so its unseen minutes are fee too.
    unobservedQuantity: 0n,
    reported: priceAsKept(observed.perHour),
  };
}

function hoursThere(
  seenMinutes: PerMinute,
  unobservedMinutes: PerMinute,
): Pick<MeasuredAsset, "quantity" | "unobservedQuantity"> {
  const unobservedQuantity = toNano(hoursOf(unobservedMinutes));
  return { quantity: toNano(hoursOf(seenMinutes)) + unobservedQuantity, unobservedQuantity };
}
