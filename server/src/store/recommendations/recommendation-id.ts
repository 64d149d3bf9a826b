import { createHash } from "node:crypto";
import type { AdvicePreset, Instant } from "@kubecent/shared";
import type { Recommendation } from "../../domain/advice/recommendation.ts";

/** Digits of an id that tell its cluster: it is looked up there alone, where another cluster's server may be away. */
const CLUSTER_DIGITS = 8;

/**
 * The same advice of the same day has the same id, whatever else there is. Its first digits are those of its cluster's
 * name; whoever knows the id may see the cluster.
 */
export function recommendationId(
  { kind, subject }: Pick<Recommendation, "kind" | "subject">,
  preset: AdvicePreset,
  windowEnd: Instant,
): string {
  const { cluster, namespace, controllerKind, controller, container, asset } = subject;
  const named = [cluster, kind, preset, namespace, controllerKind, controller, container, asset, windowEnd];
  const hash = hashOf(JSON.stringify(named));
  // The marks of a UUID of one's own making (version 8).
  return [
    clusterDigits(cluster),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
}

/** Which of some clusters an id may be of; none where it was made before ids told that. */
export function clustersOfId(id: string, clusters: readonly string[]): string[] {
  const digits = id.slice(0, CLUSTER_DIGITS).toLowerCase();
  return clusters.filter((cluster) => clusterDigits(cluster) === digits);
}

function clusterDigits(cluster: string): string {
  return hashOf(cluster).slice(0, CLUSTER_DIGITS);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
