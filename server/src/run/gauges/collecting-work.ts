import type { Gauge } from "../../http/process-metrics.ts";

/** How the collecting of this process gets on. */
export interface CollectingWork {
  /** This process is the one that collects, or is not any more. */
  led(isLeader: boolean): void;
  /** A look for due hours of a cluster, and what was collected then, went well or did not. */
  passed(cluster: string, isGood: boolean): void;
  readonly gauges: readonly Gauge[];
}

/** Begins to follow it. */
export function followCollectingWork(): CollectingWork {
  let isLeader = false;
  const failures = new Map<string, number>();
  return {
    led: (isSo) => {
      isLeader = isSo;
      // The process that collects from now on counts its own failures.
      failures.clear();
    },
    passed: (cluster, isGood) => failures.set(cluster, isGood ? 0 : (failures.get(cluster) ?? 0) + 1),
    gauges: [
      {
        name: "kubecent_collecting_leader",
        help: "Whether this process is the one that collects (1), or stands by or only answers (0).",
        read: () => (isLeader ? 1 : 0),
      },
      {
        name: "kubecent_collecting_failures_in_a_row",
        help: "Passes over due hours that failed one after the other, in the cluster where it is most; 0 after one that went well.",
        read: () => Math.max(0, ...failures.values()),
      },
    ],
  };
}
