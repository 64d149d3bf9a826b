import type { NetworkObservation, NetworkPrices } from "../../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { Allocation } from "../answers/allocation-answer.ts";
import type { AllocatedPod } from "./observe-pods.ts";

/**
 * OpenCost's own prices of traffic where nobody sets others. It tells what traffic cost, not how far which bytes
 * went: money over these prices gives bytes that cost the same again, whatever it really priced them at.
 */
export const NETWORK_PRICES: NetworkPrices = { perZoneGib: 0.01, perRegionGib: 0.01, perInternetGib: 0.12 };

/**
 * Traffic by pod, null where none cost anything: then OpenCost's network DaemonSet is not there, and it would
 * say zero of every pod. What went through a NAT gateway counts as sent to the internet.
 */
export function observeNetwork(pods: readonly AllocatedPod[]): NetworkObservation[] | null {
  const traffic = pods.map(({ identity, containers }) => {
    const sum = (cost: (container: Allocation) => number | null): number =>
      containers.reduce((total, container) => total + (cost(container) ?? 0), 0);
    return {
      namespace: identity.namespace,
      pod: identity.name,
      podUid: identity.uid,
      zoneBytes: bytes(
        sum((each) => each.networkCrossZoneCost),
        NETWORK_PRICES.perZoneGib,
      ),
      regionBytes: bytes(
        sum((each) => each.networkCrossRegionCost),
        NETWORK_PRICES.perRegionGib,
      ),
      internetBytes: bytes(
        sum((each) => each.networkInternetCost) +
          sum((each) => each.networkNatGatewayEgressCost) +
          sum((each) => each.networkNatGatewayIngressCost),
        NETWORK_PRICES.perInternetGib,
      ),
    };
  });
  const paid = traffic.filter((each) => each.zoneBytes + each.regionBytes + each.internetBytes > 0);
  return paid.length > 0 ? paid : null;
}

function bytes(money: number, perGib: number): number {
  return Math.round((money / perGib) * BYTES_PER_GIB);
}
