import { MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import { windowOfHour } from "../time/stretches.ts";
import type { Instant } from "@kubecent/shared";
import type { ContainerRequests } from "./container-requests.ts";
import type { UsedContainer } from "./cpu-usage.ts";

/** More accelerators than any node has, shared ones counted by their shares. */
const MOST_GPUS = 4_096;

/**
 * The requests without what no pod can have been scheduled with: more than its node has. Such a minute takes the
 * nearest believable one, and without any it requests nothing, so that usage is what it pays for.
 */
export function plausibleRequests(
  requests: ContainerRequests,
  container: UsedContainer,
  hour: Instant,
): ContainerRequests {
  const { cpuCores, ramBytes } = container.size;
  const limit = (minutes: PerMinute, most: number, what: string) => {
    if (minutes.every((value) => value >= 0 && value <= most)) return minutes;
    const told = minutes.find((value) => !(value >= 0 && value <= most));
    const detail = () => `request of ${told} ${what}; its node has ${most}`;
    container.doubts.note("request_impossible", windowOfHour(hour), detail);
    return withoutBeyond(minutes, most);
  };
  return {
    ...requests,
    cpuCores: limit(requests.cpuCores, cpuCores, "cores"),
    ramBytes: limit(requests.ramBytes, ramBytes, "B"),
    gpus: limit(requests.gpus, MOST_GPUS, "GPUs"),
  };
}

function withoutBeyond(minutes: PerMinute, most: number): PerMinute {
  const isGood = (minute: number): boolean => {
    const value = minutes[minute] ?? Number.NaN;
    return value >= 0 && value <= most;
  };
  return minutes.map((value, minute) => {
    for (let away = 0; away < MINUTES_PER_HOUR; away++) {
      if (isGood(minute - away)) return minutes[minute - away] ?? value;
      if (isGood(minute + away)) return minutes[minute + away] ?? value;
    }
    return 0;
  });
}
