import type { VolumeMount, VolumeObservation } from "../../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { Asset, DiskAsset } from "../answers/asset.ts";
import type { PodMounts } from "../pods/pod-mounts.ts";
import { type AttendanceBook, hoursOfAsset } from "./attendance.ts";
import { shortestPrice } from "./shortest-price.ts";

/** What OpenCost calls the class of a node's own disk, whose price is part of the node. */
const LOCAL = "__local__";

/**
 * Observes the volumes, each priced by its own hours. What OpenCost allocates of them to pods is not used:
 * it counts the time twice, so that a volume mounted for half an hour costs a quarter (opencost#2129).
 */
export function observeVolumes(book: AttendanceBook, mounts: PodMounts): VolumeObservation[] {
  return book.attend(isVolume).flatMap(({ asset, ...attendance }) => {
    const { bytes, claimName, claimNamespace, storageClass, properties } = asset;
    const name = volumeName(asset);
    const mounted = mounts.get(name);
    if (!bytes) return [];
    const providerId = properties.providerID === name ? "" : properties.providerID;
    return [
      {
        name,
        namespace: claimNamespace,
        claim: claimName,
        storageClass,
        providerId: mounted?.providerId || providerId,
        capacityBytes: Math.round(bytes),
        perGibHour: perGibHour(asset),
        mounts: mounted?.mounts ?? NO_MOUNTS,
        ...attendance,
      },
    ];
  });
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
