import type { Instant } from "@kubecent/shared";
import type { PerMinute, VolumeMount } from "../../../domain/observation.ts";
import { minuteShares } from "../../prometheus/time/minute-grid.ts";
import { unite } from "../../prometheus/time/stretches.ts";
import type { Allocation } from "../answers/allocation-answer.ts";
import type { AllocatedPod } from "./observe-pods.ts";
import type { RunTime } from "./run-time.ts";

/** By a volume's name: which pods had it mounted, and when, and what the cloud calls it. */
export type PodMounts = ReadonlyMap<
  string,
  { readonly providerId: string; readonly mounts: readonly VolumeMount[] }
>;

/** OpenCost names a volume by its cluster and name, `cluster=prod:name=pvc-1`. */
const VOLUME_KEY = /:name=(?<name>.+)$/;

/** Which pods had which volumes: all the time that they ran, for nothing tells when it was mounted. */
export function readMounts(
  pods: readonly AllocatedPod[],
  ran: ReadonlyMap<Allocation, RunTime>,
  hour: Instant,
): PodMounts {
  const byVolume = new Map<string, { providerId: string; mounts: VolumeMount[] }>();
  for (const pod of pods) {
    const { namespace, name, uid } = pod.identity;
    const mountedMinutes = mountedMinutesOf(pod, ran, hour);
    for (const [volume, providerId] of volumesOf(pod)) {
      const known = byVolume.get(volume) ?? { providerId, mounts: [] };
      known.providerId ||= providerId;
      known.mounts.push({ namespace, pod: name, podUid: uid, mountedMinutes });
      byVolume.set(volume, known);
    }
  }
  return byVolume;
}

function mountedMinutesOf(
  { containers }: AllocatedPod,
  ran: ReadonlyMap<Allocation, RunTime>,
  hour: Instant,
): PerMinute {
  const times = containers.flatMap((container) => ran.get(container) ?? []);
  return minuteShares(unite([], times), hour);
}

/** The volumes of a pod's containers with what the cloud calls each. */
function volumesOf({ containers }: AllocatedPod): Map<string, string> {
  const volumes = new Map<string, string>();
  for (const [key, volume] of containers.flatMap(({ pvs }) => Object.entries(pvs))) {
    const name = VOLUME_KEY.exec(key)?.groups?.["name"];
    if (name !== undefined) volumes.set(name, volumes.get(name) || (volume?.providerID ?? ""));
  }
  return volumes;
}
