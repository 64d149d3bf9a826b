import { HOUR_MS, type Instant } from "@kubecent/shared";
import {
  type Observation,
  type PerMinute,
  type PodObservation,
} from "../../../../server/src/domain/observation.ts";
import { createDemoSource } from "../../../../server/src/sources/demo/demo-source.ts";

/** A Monday, at midnight UTC. */
export const MONDAY = Date.UTC(2026, 9, 5);

const neverAborted = new AbortController().signal;

/** One hour of the demo cluster that `seed` makes. */
export function observeHour(hour: Instant, seed = "test", isQuiet = false): Promise<Observation> {
  return createDemoSource({ seed, now: () => hour, isQuiet }).observe(hour, neverAborted);
}

/** `count` hours one after the other. */
export async function observeHours(first: Instant, count: number, seed = "test"): Promise<Observation[]> {
  const source = createDemoSource({ seed, now: () => first });
  const hours: Observation[] = [];
  for (let index = 0; index < count; index++) {
    hours.push(await source.observe(first + index * HOUR_MS, neverAborted));
  }
  return hours;
}

/** The pods of one controller. */
export function podsOf(hour: Observation, namespace: string, controller: string): PodObservation[] {
  return hour.pods.filter((pod) => pod.namespace === namespace && pod.controller === controller);
}

/** The minutes with a value above 0. */
export function minutesAbove0(minutes: PerMinute): number[] {
  return [...minutes.keys()].filter((minute) => (minutes[minute] ?? 0) > 0);
}

/** Core hours that the containers of `pods` used. */
export function cpuCoreHoursUsed(pods: readonly PodObservation[]): number {
  const minutes = pods
    .flatMap((pod) => pod.containers)
    .flatMap(({ ranMinutes, cpuUsageCores }) =>
      minutesAbove0(ranMinutes).map((minute) => (ranMinutes[minute] ?? 0) * (cpuUsageCores[minute] ?? 0)),
    );
  return minutes.reduce((sum, each) => sum + each, 0) / 60;
}

/** What sums of floating-point shares may be off by. */
export const ROUNDING = 1e-9;
