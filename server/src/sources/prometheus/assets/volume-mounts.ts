import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { VolumeMount } from "../../../domain/observation.ts";
import type { ObservedPod } from "../pods/observe-pods.ts";
import { VOLUME_FACTS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { labelOf } from "../series/series.ts";
import { claimKey } from "./volume-facts.ts";
import { podKey, type PodName, podNameOf } from "../pods/pod-lives.ts";
import { minuteShares } from "../time/minute-grid.ts";

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
function mountBy({ observation, ran }: ObservedPod, hour: Instant): VolumeMount {
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

interface MountContext {
  readonly hour: Instant;
  readonly findings: FindingBook;
}

/**
 * Adds mounts of claims of which no metric tells a pod, by their names: a generic ephemeral volume's claim is
 * called POD-VOLUME, and where no mounts are told at all, a StatefulSet's is called TEMPLATE-POD.
 */
export function withMountsByName(
  mounts: ReadonlyMap<string, readonly VolumeMount[]>,
  { facts, pods }: { readonly facts: FamilySeries; readonly pods: readonly ObservedPod[] },
  { hour, findings }: MountContext,
): Map<string, readonly VolumeMount[]> {
  const told = facts.of(VOLUME_FACTS.mounts, VOLUME_FACTS.exporterMounts);
  const mounted = new Set(told.map(claimKey));
  const podsOf = ownerFinder(pods, told.length === 0);
  const all = new Map(mounts);
  for (const key of claimsIn(facts)) {
    const owners = mounted.has(key) ? [] : podsOf(key);
    if (owners.length === 0) continue;

    const byName = owners.map((pod) => mountBy(pod, hour));
    all.set(key, byName);
    for (const mount of byName) noteMount(mount, key, findings);
  }
  return all;
}

function claimsIn(facts: FamilySeries): Set<string> {
  const { claims, claimBytes, used, systemBytes, claimRefs } = VOLUME_FACTS;
  const named = facts.of(claims, claimBytes, used, systemBytes).map(claimKey);
  const referred = facts.of(claimRefs).map(
    (each) => `${labelOf(each, "claim_namespace")}
${labelOf(each, "name")}`,
  );
  return new Set([...named, ...referred]);
}

/** Finds the pods that a claim is named after; of names that contain each other the longest. */
function ownerFinder(
  pods: readonly ObservedPod[],
  withStatefulSets: boolean,
): (key: string) => readonly ObservedPod[] {
  const byName = Map.groupBy(pods, ({ observation: { namespace, name } }) => `${namespace}\n${name}`);
  return (key) => {
    const dashes = [...key.matchAll(/-/g)].map(({ index }) => index);
    // From the longest name to the shortest.
    for (const dash of dashes.toReversed()) {
      const found = byName.get(key.slice(0, dash));
      if (found) return found;
    }
    const start = key.indexOf("\n") + 1;
    const ends = withStatefulSets ? dashes.filter((dash) => dash >= start) : [];
    const ofSets = ends.map((dash) => byName.get(key.slice(0, start) + key.slice(dash + 1)) ?? []);
    return ofSets.map((found) => found.filter(isOfStatefulSet)).find((found) => found.length > 0) ?? [];
  };
}

function isOfStatefulSet({ observation }: ObservedPod): boolean {
  return observation.controllerKind === "StatefulSet";
}

function noteMount(
  { namespace, pod, mountedMinutes }: VolumeMount,
  key: string,
  findings: FindingBook,
): void {
  const minutes = Math.round(mountedMinutes.reduce((sum, share) => sum + share, 0));
  const [, claim = ""] = key.split("\n");
  findings.note(
    "volume_pod_by_name",
    { kind: "pod", namespace, name: pod },
    { minutes, detail: `claim ${claim}` },
  );
}
