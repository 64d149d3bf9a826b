import type { Limits, Unknown } from "../evidence.ts";
import type { Amounts, WorkloadEvidence } from "../evidence.ts";
import type { Warning } from "../recommendation.ts";

export type QualityOfService = "Guaranteed" | "Burstable" | "BestEffort";

/** Requests and limits of one container. */
export interface ContainerSize {
  readonly requests: Amounts;
  readonly limits: Limits | Unknown;
}

/** The class that Kubernetes gives to a pod of these containers; unknown where a limit is. Init containers are not looked at. */
export function qualityOf(containers: readonly ContainerSize[]): QualityOfService | Unknown {
  if (containers.some(({ limits }) => limits === "unknown")) return "unknown";
  const pairs = containers.flatMap(({ requests, limits }) =>
    limits === "unknown"
      ? []
      : [
          { request: requests.cpuCores, limit: limits.cpuCores },
          { request: requests.ramBytes, limit: limits.ramBytes },
        ],
  );
  if (pairs.every(({ request, limit }) => request === 0 && limit === null)) return "BestEffort";
  // A request that is left out is the limit.
  const isGuaranteed = pairs.every(
    ({ request, limit }) => limit !== null && (request === limit || request === 0),
  );
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

/** Says when sizes change the class of a workload's pods. */
export function qualityWarnings(
  { containers }: WorkloadEvidence,
  advised: readonly ContainerSize[],
): Warning[] {
  const before = qualityOf(containers);
  const after = qualityOf(advised);
  if (before === "unknown" || before === after) return [];
  const text = `pods turn from ${before} into ${after}: under pressure the node treats them differently, and pods that run cannot be resized in place`;
  return [{ code: "qos_changes", text }];
}
