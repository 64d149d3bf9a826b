import { type PriceSource, splitNano } from "@kubecent/shared";
import { MINUTES_PER_HOUR, type VolumeObservation } from "../observation.ts";
import { costNano, toPico } from "../prices/pico.ts";
import type { PriceBook } from "../prices/price-book.ts";
import { BYTES_PER_GIB, hoursOf, toNano } from "../units.ts";
import { namespaceRow, podRow } from "./cost-rows.ts";
import type { AssetCosts, CostRow } from "./hour-costs.ts";
import { noMeasures, type Measures } from "./measures.ts";
import type { PodIndex } from "./pod-index.ts";

const UNMOUNTED = "__unmounted__";
const NANO = 1e9;

export interface AllocatedAsset {
  readonly asset: AssetCosts;
  readonly rows: readonly CostRow[];
}

/** Bills a volume once: to the pods that mounted it by their minutes, and the other minutes as unmounted. */
export function allocateVolume(volume: VolumeObservation, pods: PodIndex, book: PriceBook): AllocatedAsset {
  const price = toPico(volume.perGibHour ?? book.defaults.perVolumeGibHour);
  const priceSource: PriceSource = volume.perGibHour === null ? "default" : "exporter";
  const gib = volume.capacityBytes / BYTES_PER_GIB;
  const seen = toNano(gib * hoursOf(volume.seenMinutes));
  const unobserved = toNano(gib * hoursOf(volume.unobservedMinutes));
  const assetNano = costNano(seen + unobserved, price);
  const unobservedNano = costNano(unobserved, price);

  const weights = mountWeights(volume);
  const money = splitByMinutes(assetNano - unobservedNano, weights);
  const quantities = splitByMinutes(seen, weights);
  const rows = weights.map((_, index) => {
    const measures = volumeMeasures(money[index] ?? 0n, quantities[index] ?? 0n, priceSource);
    const mount = volume.mounts[index];
    return mount ? podRow(pods.find(mount), "pod", measures) : unmountedRow(volume, measures);
  });
  return {
    asset: {
      kind: "volume",
      namespace: volume.namespace,
      name: volume.name,
      quantity: seen + unobserved,
      costNano: assetNano,
      unobservedNano,
      priceSource,
    },
    rows: rows.filter((row) => row.measures.volumeNano > 0n || row.measures.volumeNanoGibHours > 0n),
  };
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

function volumeMeasures(volumeNano: bigint, volumeNanoGibHours: bigint, source: PriceSource): Measures {
  const defaultNano = source === "default" ? volumeNano : 0n;
  return { ...noMeasures(), volumeNano, volumeNanoGibHours, defaultNano };
}

function unmountedRow(volume: VolumeObservation, measures: Measures): CostRow {
  const namespace = volume.namespace === "" ? UNMOUNTED : volume.namespace;
  return namespaceRow("unmounted", { namespace, controllerKind: "", controller: UNMOUNTED }, measures);
}
