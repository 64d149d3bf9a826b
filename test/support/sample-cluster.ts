import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { Observation } from "../../server/src/domain/observation.ts";
import {
  createContainer,
  createFee,
  createLoadBalancer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createVolume,
  everyMinute,
  HOUR,
  minutesBetween,
} from "./observations.ts";

/** Hours of the sample cluster, from `HOUR` on. */
export const HOURS = 6;
export const GAP_HOUR = HOUR + 2 * HOUR_MS;
/** All of them as a question's window. */
export const WINDOW = {
  start: new Date(HOUR).toISOString(),
  end: new Date(HOUR + HOURS * HOUR_MS).toISOString(),
};

/** Two nodes, six pods in three namespaces, a volume, a load balancer and a fee; the third hour has a gap. */
export function sampleHour(hour: Instant): Observation {
  const gap = hour === GAP_HOUR;
  const seenMinutes = gap ? minutesBetween(0, 45) : everyMinute(1);
  const unobservedMinutes = gap ? minutesBetween(45, 60) : everyMinute(0);
  const seen = { seenMinutes, unobservedMinutes };
  const pods = Array.from({ length: 6 }, (_, index) =>
    createPod({
      name: `pod-${index}`,
      namespace: ["shop", "search", "batch"][index % 3] ?? "",
      controller: `app-${index % 4}`,
      node: index < 3 ? "node-1" : "node-2",
      labels: { team: index < 2 ? "red" : "blue" },
      containers: [
        createContainer({ ran: seenMinutes, cpuRequest: 0.3 + index / 7, cpuUsage: 0.1, ramUsageGib: 1 / 3 }),
      ],
    }),
  );
  return createObservation({
    hour,
    seenMinutes,
    gaps: gap ? [{ start: hour + 45 * 60_000, end: hour + HOUR_MS, reason: "not_scraped" }] : [],
    nodes: [
      createNode({ name: "node-1", ...seen, price: { perCpuCoreHour: 0.031, perRamGibHour: 0.0041 } }),
      createNode({ name: "node-2", ...seen, capacityType: "spot", pool: "spot" }),
    ],
    pods,
    volumes: [
      createVolume({
        ...seen,
        mounts: [createMount({ pod: "pod-0", podUid: "uid-pod-0", mountedMinutes: minutesBetween(0, 30) })],
      }),
    ],
    loadBalancers: [createLoadBalancer({ namespace: "shop", service: "web", ...seen })],
    fee: createFee(seen),
  });
}
