import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type { PerMinute } from "../../domain/observation.ts";
import { demandOf, replicasFor } from "./demand.ts";
import { revisionsOf } from "./eras.ts";
import type { Home } from "./homes.ts";
import { perMinute } from "./per-minute.ts";

/** How busy each replica of a workload is, by the minute: 1 takes what its containers' table says. */
export interface Load {
  readonly work: PerMinute;
  /** The same for CPU, which a bad release burns for nothing. */
  readonly cpu: PerMinute;
}

/** The loads of one hour. Replicas share theirs, so that each workload's is worked out once. */
export function loadsDuring(hour: Instant): (home: Home) => Load {
  const known = new Map<number, Load>();
  return (home) => {
    const load = known.get(home.workloadKey) ?? loadOf(home, hour);
    known.set(home.workloadKey, load);
    return load;
  };
}

/** What a replica takes even when nobody wants anything of it. */
const RESTING_LOAD = 0.06;

function loadOf(home: Home, hour: Instant): Load {
  const work = perMinute((minute) => {
    const demand = demandOf(home, hour + minute * MINUTE_MS);
    const replicas = Math.max(1, replicasFor(home.workload, demand));
    return RESTING_LOAD + (1 - RESTING_LOAD) * demand * (home.workload.replicas.max / replicas);
  });
  return { work, cpu: home.workload.badReleases ? withBadReleases(work, home, hour) : work };
}

const BAD_RELEASE_MS = 9 * HOUR_MS;
const BAD_RELEASE_FACTOR = 3;
const RELEASES_PER_BAD_ONE = 4;

/** Three times the work for nine hours after each fourth release. */
function withBadReleases(work: PerMinute, home: Home, hour: Instant): PerMinute {
  const bad = revisionsOf(home, { start: hour, end: hour + HOUR_MS })
    .filter(({ ordinal }) => (ordinal + home.workloadKey) % RELEASES_PER_BAD_ONE === 0)
    .map(({ start }) => ({ start, end: start + BAD_RELEASE_MS }));
  return perMinute((minute) => {
    const instant = hour + minute * MINUTE_MS;
    const isBad = bad.some(({ start, end }) => instant >= start && instant < end);
    return (work[minute] ?? 0) * (isBad ? BAD_RELEASE_FACTOR : 1);
  });
}
