import { HOUR_MS, type Instant } from "@kubecent/shared";
import type {
  ContainerObservation,
  Observation,
  PodObservation,
} from "../../server/src/domain/observation.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  gib,
  minutesBetween,
} from "./observations.ts";

/** What was measured in one minute: cores and bytes. */
interface UsedMinute {
  readonly cpu: number;
  readonly ram: number;
}

/** An hour in which pods of one and of two containers use something else each minute; the second one comes and goes. */
export function busyHour(hour: Instant): Observation {
  const count = hour / HOUR_MS;
  const pods = ["web-1", "web-2", "db-0"].map((name, place) => {
    const hasProxy = place > 0 && (count + place) % 3 !== 0;
    const seed = count * 7 + place * 13;
    return createPod({
      name,
      namespace: name === "db-0" ? "data" : "shop",
      controller: name === "db-0" ? "db" : "web",
      containers: [
        busyContainer("app", seed, 1 + place),
        ...(hasProxy ? [busyContainer("proxy", seed + 5, 0.05)] : []),
      ],
    });
  });
  return createObservation({ hour, nodes: [createNode({ cpuCores: 64, ramGib: 64 })], pods });
}

function busyContainer(name: string, seed: number, scale: number): ContainerObservation {
  const ran = minutesBetween(seed % 4 === 0 ? 20 : 0, 60);
  const swing = (minute: number): number => 1 + (((minute * 31 + seed * 17) % 59) / 59) * 2;
  const cpuUsageCores = ran.map((_, minute) =>
    (minute + seed) % 11 === 0 ? Number.NaN : scale * swing(minute),
  );
  const ramUsageBytes = ran.map((_, minute) => gib(scale) * swing(minute + 3));
  return { ...createContainer({ name, ran }), cpuUsageCores, ramUsageBytes };
}

/** Every measured minute of pods as wholes, of those that `picks` picks. */
export function podMinutes(
  hours: readonly Observation[],
  picks: (pod: PodObservation) => boolean,
): UsedMinute[] {
  return hours.flatMap(({ pods }) => pods.filter(picks).flatMap(({ containers }) => minutesOf(containers)));
}

/** Every measured minute of the containers of a name, each for itself. */
export function containerMinutes(hours: readonly Observation[], name: string): UsedMinute[] {
  const containers = hours.flatMap(({ pods }) => pods.flatMap((pod) => pod.containers));
  return containers
    .filter((container) => container.name === name)
    .flatMap((container) => minutesOf([container]));
}

/** NaN where nobody measured it, or nothing ran. */
function minutesOf(containers: readonly ContainerObservation[]): UsedMinute[] {
  return Array.from({ length: 60 }, (_, minute) => {
    const ran = containers.filter(({ ranMinutes }) => (ranMinutes[minute] ?? 0) > 0);
    const sum = (usage: (container: ContainerObservation) => Float64Array): number =>
      ran.length === 0
        ? Number.NaN
        : ran.reduce((total, container) => total + (usage(container)[minute] ?? Number.NaN), 0);
    return {
      cpu: sum((container) => container.cpuUsageCores),
      ram: sum((container) => container.ramUsageBytes),
    };
  });
}

/** The value that so many of the others are not above; undefined of none. */
export function exactQuantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))];
}
