import { DAY_MS, formatInstant, NANO_PER_UNIT } from "@kubecent/shared";
import type { VolumeEvidence } from "../asset-evidence.ts";
import type { Fact, Insufficient, Recommendation, Warning } from "../recommendation.ts";
import { perMonth } from "../sizing/freed-cost.ts";
import { clusterSubject } from "./cluster-subject.ts";

const DAYS_WANTED = 14;
/** Workloads whose pods come back to their volumes. */
const COMING_BACK = new Set(["StatefulSet", "CronJob"]);

/**
 * Advises to delete a volume that no pod has had mounted for 14 days. Where it was not told which pods mount what, it says that
 * this is not known.
 */
export function unmountedVolume(volume: VolumeEvidence): Recommendation | null {
  const costNano = perMonth(volume.costNano, volume.window);
  const wasMounted = volume.unmountedDays < volume.toldDays;
  if (wasMounted || volume.days < DAYS_WANTED || costNano < NANO_PER_UNIT) return null;

  const insufficient = volume.toldDays < DAYS_WANTED ? notTold(volume) : null;
  const { cluster, namespace, name: asset } = volume;
  const unmounted = { controllerKind: "", controller: "__unmounted__", container: "" };
  const row = { cluster, namespace, ...unmounted, asset, resource: "volume" } as const;
  const freedNano = insufficient ? 0n : costNano;
  return {
    kind: "unmounted-volume",
    subject: clusterSubject({ cluster, namespace, asset }),
    currency: volume.currency,
    window: volume.window,
    rule: `no pod has had it mounted for ${volume.unmountedDays} days; ${DAYS_WANTED} are wanted`,
    facts: factsOf(volume),
    change: insufficient ? null : { to: "delete" },
    insufficient,
    freed: [{ row, costNano, freedNano }],
    bill: insufficient ? null : { atLeastNano: costNano, atMostNano: costNano, until: [] },
    confidence: insufficient ? 0 : volume.toldDays / volume.days,
    warnings: insufficient ? [] : warningsOf(volume),
  };
}

function notTold({ days, toldDays }: VolumeEvidence): Insufficient {
  const text =
    `in ${toldDays} of ${days} days it was told which pods have which volumes mounted; ${DAYS_WANTED} are wanted. ` +
    "Look for kube_pod_spec_volumes_persistentvolumeclaims_info";
  return { reason: "not_measured", text };
}

function factsOf({
  bytes,
  days,
  unmountedDays,
  unmountedSince,
  storageClass,
  lastUser,
}: VolumeEvidence): Fact[] {
  const since = unmountedSince === null ? null : formatInstant(unmountedSince);
  return [
    { name: "capacity", value: bytes, unit: "bytes" },
    { name: "days", value: days, unit: "days" },
    { name: "unmounted_days", value: unmountedDays, unit: "days" },
    { name: "unmounted_since", value: since, unit: "" },
    { name: "storage_class", value: storageClass, unit: "" },
    { name: "last_mounted_by", value: lastUser && `${lastUser.kind}/${lastUser.name}`, unit: "" },
  ];
}

function warningsOf({ lastUser, unmountedSince, window }: VolumeEvidence): Warning[] {
  if (!lastUser || !COMING_BACK.has(lastUser.kind)) return [];
  const days = Math.round((window.end - (unmountedSince ?? window.end)) / DAY_MS);
  const text = `${lastUser.kind} ${lastUser.name} mounted it last, ${days} days ago: pods of its kind come back to their volumes`;
  return [{ code: "may_come_back", text }];
}
