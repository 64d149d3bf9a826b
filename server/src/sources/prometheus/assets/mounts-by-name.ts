import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { VolumeMount } from "../../../domain/observation.ts";
import type { ObservedPod } from "../pods/observe-pods.ts";
import { VOLUME_FACTS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { labelOf } from "../series/series.ts";
import { claimKey } from "./volume-facts.ts";
import { mountBy } from "./volume-mounts.ts";

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
