import type { PodDay } from "../../evidence.ts";
import { maxOf, mergedSketchOf, type Resource, seenSeconds, sum } from "../measured-usage.ts";
import {
  ceilBytes,
  ceilCores,
  type ResourceTarget,
  type SizedContainer,
  steeredBy,
  type Target,
} from "../target.ts";

const MIB = 1_048_576;
/** KRR looks at a point each 75 seconds and wants a hundred of them. */
const STEP_SECONDS = 75;
const POINTS_REQUIRED = 100;
const CPU_QUANTILE = 0.95;
const MEMORY_BUFFER = 1.15;
const CPU_FLOOR_CORES = 0.01;
const MEMORY_FLOOR_BYTES = 100 * MIB;

/**
 * What KRR's `simple` strategy says: of CPU the greatest 95th percentile of any pod and no limit, of memory the greatest value of any
 * pod and 15 % more as request and limit. Nothing where an autoscaler steers the resource, or points are few.
 */
export function krrTarget(container: SizedContainer): Target {
  const { days } = container.evidence;
  // KRR tells pods apart by their names alone.
  const p95s = [...Map.groupBy(days, ({ podName }) => podName).values()]
    .map((own) => mergedSketchOf(own, "cpu").quantile(CPU_QUANTILE))
    .filter((value) => !Number.isNaN(value));
  const cpu = Math.max(ceilCores(greatest(p95s)), CPU_FLOOR_CORES);
  const ram = Math.max(ceilBytes(greatest(days.map(maxRam)) * MEMORY_BUFFER), MEMORY_FLOOR_BYTES);
  return {
    cpu: missing(container, "cpu") ?? {
      request: cpu,
      limit: null,
      why: "KRR: the greatest 95th percentile of CPU of any pod; no limit",
    },
    ram: missing(container, "ram") ?? {
      request: ram,
      limit: ram,
      why: "KRR: the greatest memory of any pod and 15 % more, as request and limit",
    },
  };
}

function missing(container: SizedContainer, resource: Resource): ResourceTarget | null {
  const seen = sum(container.evidence.days, (day) => seenSeconds(day, resource));
  const points = Math.floor(seen / STEP_SECONDS);
  if (points < POINTS_REQUIRED) {
    const text = `KRR: ${points} points of 75 s were measured; it wants ${POINTS_REQUIRED}`;
    return { kept: { reason: "few_points", text } };
  }
  const autoscaler = steeredBy(container, resource);
  if (!autoscaler) return null;
  return { kept: { reason: "autoscaled", text: `KRR: the autoscaler ${autoscaler.name} steers by it` } };
}

function maxRam(day: PodDay): number {
  return maxOf(day, "ram") ?? 0;
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
