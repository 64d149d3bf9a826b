import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { MINUTES_PER_HOUR, type VolumeMount, type VolumeObservation } from "../../../domain/observation.ts";
import {
  FORMAL_BYTES,
  providerIdOf,
  volumeKind,
  type VolumeMeans,
} from "../../../domain/volumes/volume-kinds.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { Asset, DiskAsset } from "../answers/asset-answer.ts";
import type { PodMounts } from "../pods/pod-mounts.ts";
import { type AttendanceBook, hoursOfAsset } from "./attendance.ts";
import { shortestPrice } from "./shortest-price.ts";

/** What OpenCost calls the class of a node's own disk, whose price is part of the node. */
const LOCAL = "__local__";

/**
 * Observes the volumes, each priced by its own hours. What OpenCost allocates of them to pods is not used:
 * it counts the time twice, so that a volume mounted for half an hour costs a quarter (opencost#2129).
 */
export function observeVolumes(
  book: AttendanceBook,
  mounts: PodMounts,
  findings: FindingBook,
): VolumeObservation[] {
  return book.attend(isVolume).flatMap(({ asset, ...attendance }) => {
    const { bytes, claimName, claimNamespace, storageClass, properties } = asset;
    const name = volumeName(asset);
    const mounted = mounts.get(name);
    if (!bytes) return [];
    const handle = mounted?.providerId || (properties.providerID === name ? "" : properties.providerID);
    const means = { driver: "", handle, storageClass, provisioner: "" };
    noteKind(means, { name, namespace: claimNamespace, bytes }, findings);
    return [
      {
        name,
        namespace: claimNamespace,
        claim: claimName,
        storageClass,
        providerId: providerIdOf(means),
        // OpenCost does not tell what lies in a volume, so what has no size of its own has no quantity.
        capacityBytes: bytes >= FORMAL_BYTES ? 0 : Math.round(bytes),
        perGibHour: perGibHour(asset),
        mounts: mounted?.mounts ?? NO_MOUNTS,
        ...attendance,
      },
    ];
  });
}

function noteKind(
  means: VolumeMeans,
  { name, namespace, bytes }: { name: string; namespace: string; bytes: number },
  findings: FindingBook,
): void {
  const isNode = volumeKind(means) === "node";
  if (!isNode && bytes < FORMAL_BYTES) return;
  const code = isNode ? "volume_of_node" : "volume_size_formal";
  const detail = `${means.storageClass || "volume"}, ${bytes / BYTES_PER_GIB} GiB stated`;
  findings.note(code, { kind: "volume", namespace, name }, { minutes: MINUTES_PER_HOUR, detail });
}

const NO_MOUNTS: readonly VolumeMount[] = [];

function isVolume(asset: Asset): asset is DiskAsset {
  return asset.type === "Disk" && asset.storageClass !== LOCAL && volumeName(asset) !== "";
}

function volumeName({ volumeName: name, properties }: DiskAsset): string {
  return name || properties.name;
}

function perGibHour(asset: DiskAsset): number | null {
  const gibHours = ((asset.bytes ?? 0) / BYTES_PER_GIB) * hoursOfAsset(asset);
  return asset.totalCost && gibHours > 0 ? shortestPrice(asset.totalCost, gibHours) : null;
}
