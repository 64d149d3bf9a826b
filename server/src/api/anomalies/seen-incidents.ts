import { CostError, scopeShows, scopeShowsWhole } from "@kubecent/shared";
import { IDLE_NAME } from "../../domain/anomalies/series-key.ts";
import type { Visibility } from "../../store/access/visibility.ts";
import type { StoredIncident } from "../../store/anomalies/incident-record.ts";

/** A cluster, or a namespace of it. */
interface Place {
  readonly cluster: string;
  /** Null of all of it. */
  readonly namespace: string | null;
}

/** An incident is seen by those who see all rows of its series. */
export function isIncidentSeen({ cluster, key }: StoredIncident, seen: Visibility): boolean {
  const isOfCluster = key.level === "cluster" || key.namespace === IDLE_NAME;
  return isPlaceSeen({ cluster, namespace: isOfCluster ? null : key.namespace }, seen);
}

/** Whether somebody sees all of a namespace, or of a cluster with what belongs to no namespace. */
export function isPlaceSeen({ cluster, namespace }: Place, seen: Visibility): boolean {
  return namespace === null ? isWholeSeen(cluster, seen) : scopeShows(seen.shows, cluster, namespace);
}

/**
 * Whether an incident is told by another one that they see. What their cluster tells counts for those alone who see all of it, so that
 * what others see depends on nothing beyond their part.
 */
export function isToldElsewhere(
  { cluster, isToldInNamespace, isToldInCluster }: StoredIncident,
  seen: Visibility,
): boolean {
  return isToldInNamespace || (isToldInCluster && isWholeSeen(cluster, seen));
}

/** Throws FORBIDDEN where somebody plans for what they do not see all of. It says nothing of what there is. */
export function refusePlaceBeyond(place: Place, seen: Visibility): void {
  if (isPlaceSeen(place, seen)) return;
  const what =
    place.namespace === null ? "all of the cluster" : `the namespace ${place.namespace} of the cluster`;
  throw new CostError(
    "FORBIDDEN",
    `cluster: you do not see ${what} ${place.cluster}. Plan for a namespace that you see.`,
  );
}

function isWholeSeen(cluster: string, { shows, wholeClusters }: Visibility): boolean {
  return scopeShowsWhole(shows, cluster) && scopeShowsWhole(wholeClusters, cluster);
}
