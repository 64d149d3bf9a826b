import { DAEMONS, PLATFORM_WORKLOADS } from "./company/platform-workloads.ts";
import { DATA_WORKLOADS } from "./company/data-workloads.ts";
import { SEARCH_WORKLOADS } from "./company/search-workloads.ts";
import { SHOP_WORKLOADS } from "./company/shop-workloads.ts";
import { hashText, mix } from "./noise.ts";
import type { Workload } from "./workload.ts";

/** A place for one replica of a workload: its pods come and go, but always there. */
export interface Home {
  readonly workload: Workload;
  readonly replica: number;
  /** Draws what the replica has of its own, and what it shares with the workload's others. */
  readonly key: number;
  readonly workloadKey: number;
}

/** The home of one replica, in the company that `seed` makes. */
function homeOf(seed: string, workload: Workload, replica: number): Home {
  const workloadKey = hashText(`${seed}/${workload.namespace}/${workload.name}`);
  return { workload, replica, workloadKey, key: mix(workloadKey, replica + 1) };
}

/**
 * A home for each replica that a workload may ever have; first replicas first, so that they spread. In a quiet company nothing
 * grows, leaks or goes wrong.
 */
export function allHomes(seed: string, isQuiet = false): Home[] {
  return [...SHOP_WORKLOADS, ...SEARCH_WORKLOADS, ...DATA_WORKLOADS, ...PLATFORM_WORKLOADS]
    .map((workload) => (isQuiet ? calmed(workload) : workload))
    .flatMap((workload) =>
      Array.from({ length: workload.replicas.max }, (_, replica) => homeOf(seed, workload, replica)),
    )
    .toSorted((a, b) => a.replica - b.replica);
}

function calmed(workload: Workload): Workload {
  const containers = workload.containers.map((container) => ({ ...container, leaksFromGib: undefined }));
  return { ...workload, containers, grows: false, badReleases: false };
}

/** The homes of the pods that each node has, by the number of the node's slot. */
export function daemonHomes(seed: string, slotIndex: number): Home[] {
  return DAEMONS.map((workload) => homeOf(seed, workload, slotIndex));
}

/** Whether a home is in use around the clock, so that its node must always stand. */
export function isSteady({ workload: { schedule, replicas }, replica }: Home): boolean {
  return schedule ? schedule.hour === undefined : replica < replicas.min;
}
