import { measuredUsage, type Resource } from "../measured-usage.ts";
import { ceilBytes, ceilCores, type ResourceTarget, type SizedContainer, type Target } from "../target.ts";

const MIB = 1_048_576;
const TARGET_UTILISATION = 0.7;
const FLOOR = { cpu: 0.01, ram: 20 * MIB } as const;
const CEIL = { cpu: ceilCores, ram: ceilBytes } as const;

/** What Kubecost's request sizing says by default: the greatest usage of any replica is to be 70 % of the request. Limits stay. */
export function kubecostTarget(container: SizedContainer): Target {
  return { cpu: targetOf(container, "cpu"), ram: targetOf(container, "ram") };
}

function targetOf({ evidence: { days } }: SizedContainer, resource: Resource): ResourceTarget {
  const { max } = measuredUsage(days, resource);
  if (max === null) {
    return { kept: { reason: "not_measured", text: "Kubecost: its usage was not measured" } };
  }
  return {
    request: Math.max(CEIL[resource](max / TARGET_UTILISATION), FLOOR[resource]),
    limit: "keep",
    why: `Kubecost: the greatest ${resource === "cpu" ? "CPU" : "memory"} of any replica is to be 70 % of the request`,
  };
}
