import type { Unknown, WorkloadEvidence } from "../evidence.ts";
import type { Size } from "../recommendation.ts";
import type { Resource } from "./measured-usage.ts";
import { ceilBytes, ceilCores, type ResourceTarget, type SizedContainer, type Target } from "./target.ts";

const CEIL = { cpu: ceilCores, ram: ceilBytes } as const;

/** The size that a target makes of a container's own: what the target leaves stays. */
export function sizeOf({ evidence, workload }: SizedContainer, { cpu, ram }: Target): Size {
  const { requests, limits } = evidence;
  const own = limits === "unknown" ? limits : limits.cpuCores;
  const cpuSize = resourceSize(cpu, {
    request: requests.cpuCores,
    limit: own,
    resource: "cpu",
    mustHaveLimit: mustHaveCpuLimit(workload),
  });
  const ramSize = resourceSize(ram, {
    request: requests.ramBytes,
    limit: limits === "unknown" ? limits : limits.ramBytes,
    resource: "ram",
    mustHaveLimit: false,
  });
  return {
    requests: { cpuCores: cpuSize.request, ramBytes: ramSize.request },
    limits: { cpuCores: cpuSize.limit, ramBytes: ramSize.limit },
  };
}

interface OwnSize {
  readonly request: number;
  readonly limit: number | null | Unknown;
  readonly resource: Resource;
  /** Whether pods are refused that have no limit. */
  readonly mustHaveLimit: boolean;
}

function resourceSize(
  target: ResourceTarget,
  own: OwnSize,
): { readonly request: number; readonly limit: number | null } {
  const limit = own.limit === "unknown" ? null : own.limit;
  if ("kept" in target) return { request: own.request, limit };
  const { request } = target;
  if (typeof target.limit === "number") return { request, limit: target.limit };
  if (limit === null || target.limit === null) return { request, limit: null };
  if (target.limit === "keep" && !own.mustHaveLimit && limit >= request) return { request, limit };
  // A limit below the request is refused, and one that has to be there keeps its distance.
  const ratio = own.request > 0 ? limit / own.request : 1;
  return { request, limit: Math.max(request, CEIL[own.resource](request * ratio)) };
}

/** Whether the namespace's rules refuse pods without a limit of CPU. */
function mustHaveCpuLimit({ limitRanges, quotas }: WorkloadEvidence): boolean {
  const byRange =
    limitRanges !== "unknown" &&
    limitRanges.some(({ resource, constraint }) => resource === "cpu" && constraint !== "min");
  return byRange || (quotas !== "unknown" && quotas.some(({ resource }) => resource === "limits.cpu"));
}
