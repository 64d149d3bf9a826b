import { CostError } from "@kubecent/shared";
import type { OpenQuestion } from "./question.ts";

const MOST_NAMED = 5;

/**
 * Refuses what can only be told of a cluster as a whole, where the caller sees a part of one. Throws CostError
 * FORBIDDEN. It names clusters that the caller knows; all others are as if they did not exist.
 */
export function requireWholeClusters(
  { clusters, seen }: Pick<OpenQuestion, "clusters" | "seen">,
  what: string,
): void {
  const parts = clusters.filter(({ clusterId }) => seen.partial?.clusterIds.includes(clusterId));
  if (parts.length === 0) return;

  const names = parts.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = parts.length > names.length ? ` and ${parts.length - names.length} more` : "";
  throw new CostError(
    "FORBIDDEN",
    `${what} can only be told of a cluster as a whole, and you may see some namespaces alone of ${names.join(", ")}${more}. ` +
      "Ask about other clusters (cluster=…), leave it out, or ask an admin for cluster:view over all namespaces.",
  );
}
