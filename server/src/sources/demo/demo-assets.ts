import type {
  FeeObservation,
  LoadBalancerObservation,
  VolumeMount,
  VolumeObservation,
} from "../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../domain/units.ts";
import { LOAD_BALANCERS } from "./company/demo-namespaces.ts";
import { PRICES } from "./company/pools.ts";
import { type Sight, unobservedOf } from "./gap.ts";
import type { Home } from "./homes.ts";
import { ALWAYS } from "./life.ts";
import { hexOf, uuidOf } from "./names.ts";
import type { Slot } from "./placement.ts";
import type { PodLife } from "./demo-pods.ts";

/** A claim without a workload: what a retired database left behind, and nobody has mounted since. */
const ORPHAN = { namespace: "batch", claim: "data-legacy-mysql-0", gib: 150 };

/** The company's volumes: one for each replica that keeps data, and one that nobody mounts. */
export function observeVolumes(
  { slots, seed }: { readonly slots: readonly Slot[]; readonly seed: string },
  pods: readonly PodLife[],
  sight: Sight,
): VolumeObservation[] {
  const claimed = slots
    .flatMap((slot) => slot.homes)
    .flatMap((home) => {
      const { namespace, name, volumeGib } = home.workload;
      if (volumeGib === undefined) return [];
      return [
        { namespace, claim: `data-${name}-${home.replica}`, gib: volumeGib, mounts: mountsOf(home, pods) },
      ];
    });
  return [...claimed, { ...ORPHAN, mounts: [] }].map(({ namespace, claim, gib, mounts }) => ({
    name: `pvc-${uuidOf(`${seed}/${namespace}/${claim}`)}`,
    namespace,
    claim,
    storageClass: "gp3",
    providerId: `vol-0${hexOf(`${seed}/${namespace}/${claim}`, 16)}`,
    capacityBytes: gib * BYTES_PER_GIB,
    perGibHour: PRICES.perVolumeGibHour,
    ...alwaysThere(sight),
    mounts,
  }));
}

function mountsOf(home: Home, pods: readonly PodLife[]): VolumeMount[] {
  return pods
    .filter((pod) => pod.home === home)
    .map((pod) => ({
      namespace: home.workload.namespace,
      pod: pod.name,
      podUid: pod.uid,
      mountedMinutes: pod.seenMinutes.slice(),
    }));
}

/** The company's load balancers. */
export function observeLoadBalancers(sight: Sight): LoadBalancerObservation[] {
  return LOAD_BALANCERS.map(({ namespace, service }) => ({
    namespace,
    service,
    perHour: PRICES.perLoadBalancerHour,
    ...alwaysThere(sight),
  }));
}

/** What the provider takes for the cluster itself. */
export function observeFee(sight: Sight): FeeObservation {
  return { perHour: PRICES.perFeeHour, ...alwaysThere(sight) };
}

function alwaysThere(sight: Sight): Pick<FeeObservation, "seenMinutes" | "unobservedMinutes"> {
  return { seenMinutes: sight.seen.slice(), unobservedMinutes: unobservedOf(ALWAYS, sight) };
}
