import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type { NetworkObservation } from "../../domain/observation.ts";
import { BYTES_PER_GIB, hoursOf } from "../../domain/units.ts";
import { weekdayOf } from "./calendar.ts";
import type { Sight } from "./gap.ts";
import type { Load } from "./load.ts";
import { between, mix } from "./noise.ts";
import { perMinute } from "./per-minute.ts";
import type { PodLife } from "./demo-pods.ts";

/** What the traffic of an hour depends on besides the pod. */
export interface TrafficHour {
  readonly load: Load;
  readonly sight: Sight;
  readonly seedKey: number;
}

/** Bytes that the source saw a pod send, or nothing where it sends none. */
export function observeNetwork(pod: PodLife, { load, sight, seedKey }: TrafficHour): NetworkObservation[] {
  const { workload, key } = pod.home;
  if (workload.traffic === undefined) return [];

  const busyHours = hoursOf(perMinute((minute) => (pod.seenMinutes[minute] ?? 0) * (load.work[minute] ?? 0)));
  const luck = between(mix(key, sight.hour / HOUR_MS), 0.85, 1.15);
  const bytesOf = (gib = 0): number =>
    Math.round(((gib * BYTES_PER_GIB) / workload.replicas.max) * busyHours * luck);
  const { zone, region, internet } = workload.traffic;
  return [
    {
      namespace: workload.namespace,
      pod: pod.name,
      podUid: pod.uid,
      zoneBytes: bytesOf(zone),
      regionBytes: bytesOf(region),
      internetBytes: bytesOf(internet) * leakFactor(workload.namespace, sight.hour, seedKey),
    },
  ];
}

/** The data team's clickhouse sits here; one afternoon in four weeks somebody copies it to a laptop. */
const LEAKING_NAMESPACE = "data-platform";
const LEAK_FACTOR = 80;
const LEAK_PERIOD_DAYS = 28;
const LEAK_HOURS = { from: 12, to: 17 };

/** How many times its ordinary traffic a namespace sends to the internet in an hour. */
export function leakFactor(namespace: string, hour: Instant, seedKey: number): number {
  const isLeaking =
    namespace === LEAKING_NAMESPACE &&
    isLeakDay(Math.floor(hour / DAY_MS), seedKey) &&
    hour % DAY_MS >= LEAK_HOURS.from * HOUR_MS &&
    hour % DAY_MS < LEAK_HOURS.to * HOUR_MS;
  return isLeaking ? LEAK_FACTOR : 1;
}

/** One of the twenty weekdays, Monday to Friday, of every four weeks. */
function isLeakDay(day: number, seedKey: number): boolean {
  const chosen = mix(seedKey, 3) % 20;
  const week = Math.floor((day % LEAK_PERIOD_DAYS) / 7);
  return week === Math.floor(chosen / 5) && weekdayOf(day) === 1 + (chosen % 5);
}
