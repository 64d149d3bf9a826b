import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import type { Observation } from "../../server/src/domain/observation.ts";
import { makeDay } from "../../server/src/store/sums/days/make-day.ts";
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
  minutesBetween,
} from "./observations.ts";

/** An hour of a small cluster whose pods, labels, nodes and gaps change from hour to hour. */
export function changingHour(hour: Instant): Observation {
  const count = hour / HOUR_MS;
  const hasGap = count % 17 === 0;
  const seenMinutes = hasGap ? minutesBetween(0, 40) : everyMinute(1);
  const seen = { seenMinutes, unobservedMinutes: hasGap ? minutesBetween(40, 60) : everyMinute(0) };
  const pods = Array.from({ length: 3 + (count % 3) }, (_, index) =>
    createPod({
      // A job's pods are new every seven hours; the others stay.
      name: index === 0 ? `job-${Math.floor(count / 7)}` : `pod-${index}`,
      uid: index === 0 ? `uid-${Math.floor(count / 7)}` : `uid-${index}`,
      namespace: ["shop", "search", "batch"][index % 3] ?? "",
      controller: index === 0 ? "job" : `app-${index % 3}`,
      node: `node-${(index + Math.floor(count / 30)) % 2}`,
      labels: { team: index % 2 === 0 ? "red" : "blue", release: String(Math.floor(count / 11)) },
      containers: [
        createContainer({
          ran: seenMinutes,
          cpuRequest: 0.1 + (index + (count % 5)) / 7,
          cpuUsage: 0.1,
          ramUsageGib: 1 / 3,
        }),
      ],
    }),
  );
  return createObservation({
    hour,
    seenMinutes,
    gaps: hasGap ? [{ start: hour + 40 * 60_000, end: hour + HOUR_MS, reason: "not_scraped" }] : [],
    nodes: [
      createNode({ name: "node-0", ...seen, price: { perCpuCoreHour: 0.031, perRamGibHour: 0.0041 } }),
      createNode({ name: "node-1", ...seen, capacityType: "spot", pool: "spot" }),
    ],
    pods,
    volumes: [
      createVolume({
        ...seen,
        mounts: [createMount({ pod: "pod-1", podUid: "uid-1", mountedMinutes: minutesBetween(0, 30) })],
      }),
    ],
    loadBalancers: [createLoadBalancer({ namespace: "shop", service: "web", ...seen })],
    fee: createFee(seen),
  });
}

/** Makes the sums of `count` days from `first` on. */
export async function makeDays(
  database: Database,
  clusterId: number,
  first: Instant,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    await makeDay(database, { clusterId, day: first + index * DAY_MS });
  }
}
