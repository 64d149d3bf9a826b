import type { AutoscalerTarget, ContainerEvidence, Unknown, WorkloadEvidence } from "../evidence.ts";
import type { Insufficient } from "../recommendation.ts";
import type { Resource } from "./measured-usage.ts";

/** A container and the workload that it is of. */
export interface SizedContainer {
  readonly workload: WorkloadEvidence;
  readonly evidence: ContainerEvidence;
}

/**
 * What a preset wants of one resource: a request and a limit, in cores or bytes, or why it leaves both as they are. A limit of null is
 * "none"; `keep` leaves the limit as it is.
 */
export type ResourceTarget =
  | { readonly request: number; readonly limit: number | null | "keep" | "ratio"; readonly why: string }
  | { readonly kept: Insufficient };

export interface Target {
  readonly cpu: ResourceTarget;
  readonly ram: ResourceTarget;
}

/** How a preset sizes a container from what was measured of it. */
export type Preset = (container: SizedContainer) => Target;

const CORES_STEP = 1_000;
const MIB = 1_048_576;
/** Far below a step: what floating point adds to a whole number must not become the next one. */
const NOISE = 1e-6;

/** Rounds up to a thousandth of a core. */
export function ceilCores(cores: number): number {
  return Math.ceil(cores * CORES_STEP - NOISE) / CORES_STEP;
}

/** Rounds up to a MiB. */
export function ceilBytes(bytes: number): number {
  return Math.ceil(bytes / MIB - NOISE) * MIB;
}

/** The utilisation by which an autoscaler steers a resource of a container: its request is what this is a share of. */
export function steeredBy(
  { workload: { autoscalers }, evidence: { container } }: SizedContainer,
  resource: Resource,
): { readonly name: string; readonly utilization: number } | null {
  if (autoscalers === "unknown") return null;
  for (const { name, targets } of autoscalers) {
    const target = targets.find((one) => isAbout(one, container, resource));
    if (target) return { name, utilization: target.value };
  }
  return null;
}

function isAbout(target: AutoscalerTarget, container: string, resource: Resource): boolean {
  return (
    target.type === "utilization" &&
    target.metric === (resource === "cpu" ? "cpu" : "memory") &&
    (target.container === null || target.container === container)
  );
}

/** A number where it is known and there is one. */
export function knownNumber(value: number | null | Unknown): number | null {
  return value === "unknown" ? null : value;
}
