import type { Instant } from "@kubecent/shared";
import type { VolumeMount } from "../../../domain/observation.ts";
import { podKey, type PodName, podNameOf } from "../pods/pod-lives.ts";
import type { ObservedPod } from "../pods/observe-pods.ts";
import { minuteShares } from "../time/minute-grid.ts";
import { VOLUME_FACTS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { claimKey } from "./volume-facts.ts";

/** The mounts of each claim: a pod mounts its claims while any of its containers runs. */
export function mountsByClaim(
  facts: FamilySeries,
  pods: readonly ObservedPod[],
  hour: Instant,
): Map<string, VolumeMount[]> {
  const claimsOf = claimsByPod(facts);
  const mounts = new Map<string, VolumeMount[]>();
  for (const pod of pods) {
    const { namespace, name, uid } = pod.observation;
    const mount = mountBy(pod, hour);
    for (const claim of claimsOf({ namespace, pod: name, uid })) {
      const ofClaim = mounts.get(claim) ?? [];
      mounts.set(claim, ofClaim);
      ofClaim.push(mount);
    }
  }
  return mounts;
}

/** A mount that lasts as long as the pod runs. */
export function mountBy({ observation, ran }: ObservedPod, hour: Instant): VolumeMount {
  const { namespace, name: pod, uid: podUid } = observation;
  return { namespace, pod, podUid, mountedMinutes: minuteShares(ran, hour) };
}

/** A pod's claims by its uid; by its name alone where the series that tell of it have none. */
function claimsByPod(facts: FamilySeries): (pod: PodName) => Iterable<string> {
  const claims = new Map<string, Set<string>>();
  for (const each of facts.of(VOLUME_FACTS.mounts, VOLUME_FACTS.exporterMounts)) {
    const key = podKey(podNameOf(each));
    claims.set(key, (claims.get(key) ?? new Set()).add(claimKey(each)));
  }
  return (pod) => claims.get(podKey(pod)) ?? claims.get(podKey({ ...pod, uid: "" })) ?? [];
}
