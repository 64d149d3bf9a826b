import type { Instant } from "@kubecent/shared";
import type { Home } from "./homes.ts";
import { demandAt, growthAt } from "./rhythm.ts";
import type { Workload } from "./workload.ts";

/** What is asked of a home's workload as a whole; 1 keeps all its replicas busy. */
export function demandOf({ workload, workloadKey }: Home, instant: Instant): number {
  const demand = demandAt(workload.rhythm, workloadKey, instant);
  return workload.grows ? demand * growthAt(instant) : demand;
}

/** How many replicas the workload's autoscaler wants for a demand. */
export function replicasFor({ replicas: { min, max } }: Workload, demand: number): number {
  return Math.min(max, Math.max(min, Math.ceil(max * demand)));
}
