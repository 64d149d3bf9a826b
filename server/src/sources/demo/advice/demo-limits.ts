import type { Limits } from "../../../domain/advice/evidence.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { ContainerSpec, Workload } from "../workload.ts";

/** Services whose owners believe in CPU limits, and set them close to what their busiest hours take. */
const CPU_LIMITED: ReadonlySet<string> = new Set([
  "checkout/checkout-api",
  "payments/payment-gateway",
  "recommendations/feature-store",
]);
/** Above what the busiest minute takes: nothing ever uses more than its limit. */
const TIGHT = 1.55;
const LOOSE = 4;
/** How much more memory than it asks for, or ever uses, a container may take; a database's limit is near its request. */
const ROOM = { data: 1.25, others: 1.6 } as const;
const STEP_GIB = 1 / 8;

/** The limits in a container's manifest; what asks for nothing has none. */
export function limitsOf(workload: Workload, { cpu, cpuUsed, ramGib, ramGibUsed }: ContainerSpec): Limits {
  const room = workload.tier === "data" ? ROOM.data : ROOM.others;
  const limitGib = Math.ceil((Math.max(ramGib, ramGibUsed) * room) / STEP_GIB) * STEP_GIB;
  const factor = cpuFactor(workload);
  return {
    cpuCores: factor > 0 ? Math.ceil(Math.max(cpu, factor * cpuUsed) * 20) / 20 : null,
    ramBytes: ramGib > 0 ? limitGib * BYTES_PER_GIB : null,
  };
}

/** By how much a CPU limit is above what a busy container takes; 0 where there is none. */
function cpuFactor({ namespace, name }: Workload): number {
  if (CPU_LIMITED.has(`${namespace}/${name}`)) return TIGHT;
  return namespace === "staging" ? LOOSE : 0;
}
