import { splitNano } from "@kubecent/shared";
import {
  type FeeObservation,
  type LoadBalancerObservation,
  MINUTES_PER_HOUR,
  type PerMinute,
  type VolumeObservation,
} from "../observation.ts";
import { BYTES_PER_GIB, hoursOf, toNano } from "../units.ts";
import { namespaceRow, podRow } from "./cost-rows.ts";
import { priceAsKept } from "../prices/reported.ts";
import type { AssetKey, CostRow, MeasuredAsset } from "./measured-hour.ts";
import { noMeasures } from "./measures.ts";
import type { PodIndex } from "./pod-index.ts";

const UNMOUNTED = "__unmounted__";
const NANO = 1e9;

/** An asset, and who took how much of it. */
export interface TakenAsset {
  readonly asset: MeasuredAsset;
  readonly rows: readonly CostRow[];
}

/** Counts a volume once: to the pods that mounted it by their minutes, the other minutes as unmounted. */
export function measureVolume(volume: VolumeObservation, pods: PodIndex): TakenAsset {
  const gib = volume.capacityBytes / BYTES_PER_GIB;
  const seen = toNano(gib * hoursOf(volume.seenMinutes));
  const unobservedQuantity = toNano(gib * hoursOf(volume.unobservedMinutes));
  const asset: MeasuredAsset = {
    ...volumeKey(volume),
    quantity: seen + unobservedQuantity,
    unobservedQuantity,
    reported: priceAsKept(volume.perGibHour),
  };
  const rows = splitByMinutes(seen, mountWeights(volume)).map((volumeNanoGibHours, index) => {
    const measures = { ...noMeasures(), volumeNanoGibHours };
    const mount = volume.mounts[index];
    const row = mount ? podRow(pods.find(mount), "pod", measures) : unmountedRow(volume, measures);
    return { ...row, asset: volumeKey(volume) };
  });
  return { asset, rows: rows.filter((row) => row.measures.volumeNanoGibHours > 0n) };
}

function volumeKey({ namespace, name, providerId, storageClass }: VolumeObservation): AssetKey {
  return { kind: "volume", namespace, name, providerId, storageClass };
}

/** Minutes of each mount, and last those in which nobody had it mounted, as integer weights. */
function mountWeights(volume: VolumeObservation): bigint[] {
  const minutes = volume.mounts.map(() => 0);
  let unmounted = 0;
  for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
    const seen = volume.seenMinutes[minute] ?? 0;
    const mounted = volume.mounts.reduce((sum, mount) => sum + (mount.mountedMinutes[minute] ?? 0), 0);
    // Several pods may share a minute: together they never pay for more of it than there was.
    const factor = mounted > seen ? seen / mounted : 1;
    volume.mounts.forEach((mount, index) => {
      minutes[index] = (minutes[index] ?? 0) + (mount.mountedMinutes[minute] ?? 0) * factor;
    });
    unmounted += Math.max(0, seen - mounted);
  }
  return [...minutes, unmounted].map((share) => BigInt(Math.round(share * NANO)));
}

/** Splits by `mountWeights`; what was seen for too short a time to weigh anything is unmounted, not lost. */
function splitByMinutes(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight > 0n)) return splitNano(total, weights);

  return weights.map((_, index) => (index === weights.length - 1 ? total : 0n));
}

function unmountedRow(volume: VolumeObservation, measures: CostRow["measures"]): CostRow {
  const namespace = volume.namespace === "" ? UNMOUNTED : volume.namespace;
  return namespaceRow("unmounted", { namespace, controllerKind: "", controller: UNMOUNTED }, measures);
}

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
    providerId: observed.platform ?? "",
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
