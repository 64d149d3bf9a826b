import type { ContainerObservation, PerMinute } from "../../../domain/observation.ts";
import { ranOf } from "./reserve-pod.ts";

/** What a pod as a whole used by the minute; NaN where nobody measured it. */
export interface PodUsage {
  readonly cpuCores: PerMinute;
  readonly ramBytes: PerMinute;
}

/**
 * Gives what a pod used as a whole to its containers where none of them is measured: by request, or evenly where
 * none requests, among those that ran in the minute.
 */
export function shareUsage(
  containers: readonly ContainerObservation[],
  { cpuCores, ramBytes }: PodUsage,
): ContainerObservation[] {
  const shared = (usage: PerMinute, field: "cpuUsageCores" | "ramUsageBytes", request: RequestField) =>
    containers.some((each) => each[field].some((value) => !Number.isNaN(value)))
      ? containers.map((each) => each[field])
      : split(containers, usage, request);
  const cpu = shared(cpuCores, "cpuUsageCores", "cpuRequestCores");
  const ram = shared(ramBytes, "ramUsageBytes", "ramRequestBytes");
  return containers.map((each, index) => ({
    ...each,
    cpuUsageCores: cpu[index] ?? each.cpuUsageCores,
    ramUsageBytes: ram[index] ?? each.ramUsageBytes,
  }));
}

type RequestField = "cpuRequestCores" | "ramRequestBytes";

function split(
  containers: readonly ContainerObservation[],
  usage: PerMinute,
  request: RequestField,
): PerMinute[] {
  const ran = ranOf(containers);
  const shares = containers.map(() => new Float64Array(usage.length).fill(Number.NaN));
  for (const [minute, used] of usage.entries()) {
    const whole = ran[minute] ?? 0;
    const weights = containers.map((each) => (each[request][minute] ?? 0) * (each.ranMinutes[minute] ?? 0));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const running = containers.reduce((total, each) => total + (each.ranMinutes[minute] ?? 0), 0);
    containers.forEach((each, index) => {
      const own = each.ranMinutes[minute] ?? 0;
      const minutes = shares[index];
      if (own <= 0 || !minutes) return;
      const weight = sum > 0 ? (weights[index] ?? 0) / sum : own / running;
      // Usage is an average over the time that the container ran, which may be a part of the pod's.
      minutes[minute] = (used * weight * whole) / own;
    });
  }
  return shares;
}
