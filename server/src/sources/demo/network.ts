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
  /** Nobody copies anything. */
  readonly isQuiet: boolean;
}

/** Bytes that the source saw a pod send, or nothing where it sends none. */
export function observeNetwork(
  pod: PodLife,
  { load, sight, seedKey, isQuiet }: TrafficHour,
): NetworkObservation[] {
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
      internetBytes: bytesOf(internet) * (isQuiet ? 1 : leakFactor(workload.namespace, sight.hour, seedKey)),
    },
  ];
}

/** The data team's clickhouse sits here; one afternoon in thirteen days or so, at work, somebody copies it to a laptop. */
const LEAKING_NAMESPACE = "data-platform";
const LEAK_FACTOR = 80;
/** No number of weeks: else it would be usual for its weekday. A month has two, of which the second is told of. */
const LEAK_PERIOD_DAYS = 13;
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

/** On a weekend nobody is there: two days earlier somebody is, and two such days are still no number of weeks apart. */
const WEEKEND_DAYS_EARLIER = 2;

function isWeekend(day: number): boolean {
  return weekdayOf(day) % 6 === 0;
}

function isLeakDay(day: number, seedKey: number): boolean {
  const isPlanned = (each: number): boolean => each % LEAK_PERIOD_DAYS === mix(seedKey, 3) % LEAK_PERIOD_DAYS;
  const later = day + WEEKEND_DAYS_EARLIER;
  return (isPlanned(day) && !isWeekend(day)) || (isPlanned(later) && isWeekend(later));
}
