import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../../../server/src/store/connection/database.ts";
import type { Finding } from "../../../server/src/domain/findings/finding.ts";
import type { Observation } from "../../../server/src/domain/observation.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { extendOpenDay } from "../../../server/src/store/sums/days/open-day.ts";
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
} from "../../support/observations.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";

/** A whole day, and some hours on both sides of it. */
export const FIRST_HOUR: Instant = Date.UTC(2026, 10, 16, 22);
const HOURS = 28;
export const WHOLE_DAY: Instant = Date.UTC(2026, 10, 17);
export const WORLD_END: Instant = FIRST_HOUR + HOURS * HOUR_MS;

/** What stands beside the rows that a test may see: little of it, or much, and named otherwise. */
export type Surroundings = "quiet" | "busy";

/**
 * Stores two clusters with the namespaces `shop` and `shop-eu`, which are the same whatever surrounds them, down to
 * the nano. All else differs: other namespaces on the same nodes and on their own, volumes, load balancers, fees, a
 * cluster more, and the order in which all of it got its ids.
 */
export async function storeSurrounded(database: Database, surroundings: Surroundings): Promise<void> {
  const isBusy = surroundings === "busy";
  const clusters = isBusy ? ["secret", "staging", "prod"] : ["prod", "staging"];
  for (const cluster of clusters) {
    const hours = hoursFrom(FIRST_HOUR, HOURS).map((hour) => hourOf(hour, { cluster, isBusy }));
    const clusterId = await storeHours(database, cluster, hours);
    await makeDay(database, { clusterId, day: WHOLE_DAY });
    await extendOpenDay(database, { clusterId, day: WHOLE_DAY + DAY_MS });
  }
  // Marks are random: two worlds would differ by them even where all else is the same.
  await database.primary.query("update cluster set data_mark = name");
}

interface Place {
  readonly cluster: string;
  readonly isBusy: boolean;
}

function hourOf(hour: Instant, { cluster, isBusy }: Place): Observation {
  const hasGap = hour === WHOLE_DAY;
  const seenMinutes = hasGap ? minutesBetween(0, 45) : everyMinute(1);
  const seen = { seenMinutes, unobservedMinutes: hasGap ? minutesBetween(45, 60) : everyMinute(0) };
  const isSecret = cluster === "secret";
  const others = isBusy ? busyOthers(seen) : quietOthers(seen);
  const price = { perCpuCoreHour: 0.031, perRamGibHour: 0.0041 };
  return createObservation({
    hour,
    seenMinutes,
    gaps: hasGap ? [{ start: hour + 45 * 60_000, end: hour + HOUR_MS, reason: "not_scraped" }] : [],
    nodes: [
      ...(others.nodes ?? []),
      createNode({ name: "node-1", cpuCores: 64, ramGib: 256, ...seen, price }),
      createNode({ name: "node-2", cpuCores: 64, ramGib: 256, ...seen, capacityType: "spot", pool: "spot" }),
    ],
    pods: [...(others.pods ?? []), ...(isSecret ? [] : ownPods(cluster, seenMinutes))],
    volumes: [...(others.volumes ?? []), ...(isSecret ? [] : [ownVolume(seen)])],
    loadBalancers: [
      ...(others.loadBalancers ?? []),
      ...(isSecret ? [] : [createLoadBalancer({ service: "web", ...seen })]),
    ],
    fee: others.fee ?? null,
    findings: [...(isSecret ? [] : [found("shop", "web-0")]), ...(isBusy ? OTHERS_FOUND : [])],
  });
}

function found(namespace: string, name: string): Finding {
  const subject = { kind: "pod", namespace, name } as const;
  return { code: "usage_impossible", subject, minutes: 2, detail: `${name} used 9e18 B` };
}

/** Of other namespaces, and of nodes, which belong to none. */
const OTHERS_FOUND: readonly Finding[] = [
  found("billing", "pay-0"),
  { code: "node_billed_by_pod", subject: { kind: "node", name: "node-3" }, minutes: 60, detail: "huge" },
];

type Seen = Pick<Observation["nodes"][number], "seenMinutes" | "unobservedMinutes">;

function ownPods(cluster: string, ran: Float64Array): Observation["pods"] {
  return Array.from({ length: 7 }, (_, index) =>
    createPod({
      name: `web-${index}`,
      uid: `uid-${cluster}-${index}`,
      namespace: index % 3 === 2 ? "shop-eu" : "shop",
      controller: `app-${index % 2}`,
      node: `node-${1 + (index % 2)}`,
      labels: { team: index < 4 ? "red" : "blue" },
      containers: [createContainer({ ran, cpuRequest: 0.3 + index / 7, cpuUsage: 0.1, ramUsageGib: 1 / 3 })],
    }),
  );
}

function ownVolume(seen: Seen): Observation["volumes"][number] {
  const mounts = [createMount({ pod: "web-0", podUid: "uid-prod-0", mountedMinutes: minutesBetween(0, 30) })];
  return createVolume({ name: "pv-shop", ...seen, mounts });
}

type Others = Partial<Pick<Observation, "nodes" | "pods" | "volumes" | "loadBalancers" | "fee">>;

function quietOthers({ seenMinutes, ...unobserved }: Seen): Others {
  const seen = { seenMinutes, ...unobserved };
  const containers = [createContainer({ ran: seenMinutes, cpuRequest: 0.5 })];
  return {
    pods: [
      createPod({ name: "bill-1", namespace: "billing", controller: "bill", node: "node-1", containers }),
    ],
    fee: createFee(seen),
  };
}

function busyOthers({ seenMinutes, ...unobserved }: Seen): Others {
  const seen = { seenMinutes, ...unobserved };
  const pod = (index: number): Observation["pods"][number] =>
    createPod({
      name: `pay-${index}`,
      namespace: ["billing", "hr", "shopping", "kube-system"][index % 4] ?? "",
      controller: `pay-${index % 5}`,
      controllerKind: index % 2 === 0 ? "StatefulSet" : "Deployment",
      node: `node-${1 + (index % 3)}`,
      labels: { team: "red", secret: `s${index}` },
      containers: [
        createContainer({ name: "payroll", ran: seenMinutes, cpuRequest: 0.7, cpuUsage: 2, ramUsageGib: 3 }),
      ],
    });
  return {
    nodes: [
      createNode({ name: "node-0", gpus: 2, ...seen }),
      createNode({ name: "node-3", cpuCores: 32, instanceType: "huge", ...seen }),
    ],
    pods: Array.from({ length: 24 }, (_, index) => pod(index)),
    volumes: [
      createVolume({ name: "pv-hr", namespace: "hr", claim: "people", ...seen }),
      createVolume({ name: "pv-free", namespace: "", claim: "", ...seen }),
    ],
    loadBalancers: [createLoadBalancer({ namespace: "billing", service: "pay", ...seen })],
    fee: createFee({ perHour: 0.7, ...seen }),
  };
}
