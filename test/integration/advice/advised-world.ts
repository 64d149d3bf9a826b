import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import {
  type AdviceObservation,
  NOTHING_TOLD,
  type NodeState,
} from "../../../server/src/domain/advice/advice-observation.ts";
import type { Finding } from "../../../server/src/domain/findings/finding.ts";
import type { Observation, PodObservation } from "../../../server/src/domain/observation.ts";
import {
  createContainer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createTraffic,
  createVolume,
  gib,
} from "../../support/observations.ts";

export const DAYS = 14;
export const WINDOW = { start: Date.UTC(2026, 10, 1), end: Date.UTC(2026, 10, 15) };

const NODES = [
  createNode({ name: "general-1", pool: "general", instanceType: "m", zone: "a", cpuCores: 8, ramGib: 32 }),
  createNode({ name: "general-2", pool: "general", instanceType: "m", zone: "a", cpuCores: 8, ramGib: 32 }),
  createNode({
    name: "spot-1",
    pool: "spot",
    instanceType: "m",
    capacityType: "spot",
    cpuCores: 4,
    ramGib: 16,
  }),
  createNode({ name: "empty-1", pool: "batch", instanceType: "m", cpuCores: 2, ramGib: 8 }),
  createNode({ name: "empty-2", pool: "batch", instanceType: "m", cpuCores: 2, ramGib: 8 }),
];

function agentOn(node: string): PodObservation {
  const containers = [createContainer({ name: "agent", cpuRequest: 0.5, ramRequestGib: 1 })];
  return createPod({
    name: `agent-${node}`,
    controllerKind: "DaemonSet",
    controller: "agent",
    node,
    containers,
  });
}

const web = createContainer({ cpuRequest: 1, ramRequestGib: 2, cpuUsage: 0.001, ramUsageGib: 0.1 });
const PODS = [
  createPod({ name: "web-1", node: "general-1", containers: [web] }),
  createPod({ name: "web-2", node: "general-2", containers: [web] }),
  createPod({
    name: "db-0",
    node: "general-1",
    controllerKind: "StatefulSet",
    controller: "db",
    containers: [web],
  }),
  createPod({ name: "cache-1", node: "spot-1", controller: "cache", containers: [web] }),
  ...NODES.map(({ name }) => agentOn(name)),
];

function nodeState(node: string, cpuCores: number, told: Partial<NodeState> = {}): NodeState {
  return { node, cpuCores, ramBytes: gib(4 * cpuCores), pods: 58, taints: [], unschedulable: false, ...told };
}

const TOLD: AdviceObservation = {
  ...NOTHING_TOLD,
  told: ["nodeStates", "disruptionBudgets"],
  nodes: [
    nodeState("general-1", 7.9),
    nodeState("general-2", 7.9, { taints: [{ key: "a", value: "b", effect: "NoSchedule" }] }),
    nodeState("spot-1", 3.9),
    nodeState("empty-1", 1.9, { unschedulable: true }),
    nodeState("empty-2", 1.9),
  ],
  disruptionBudgets: [{ namespace: "shop", name: "web", allowed: 0 }],
};

/** A mount that was found by its pod's name alone. */
const GUESSED: Finding = {
  code: "volume_pod_by_name",
  subject: { kind: "pod", namespace: "shop", name: "db-0" },
  minutes: 60,
  detail: "claim data",
};

/** An hour of the cluster. `lost` was mounted by a CronJob's pod before the window, `data` is by a StatefulSet's always. */
export function advisedHour(hour: Instant, { isGuessed = false } = {}): Observation {
  const isBefore = hour < WINDOW.start;
  const report = createPod({
    name: "report-1",
    node: "general-2",
    controllerKind: "CronJob",
    controller: "report",
    containers: [web],
  });
  return createObservation({
    hour,
    nodes: NODES,
    pods: [...PODS, ...(isBefore ? [report] : [])],
    volumes: [
      createVolume({ name: "data", mounts: [createMount({ pod: "db-0" })] }),
      createVolume({ name: "lost", mounts: isBefore ? [createMount({ pod: "report-1" })] : [] }),
      createVolume({ name: "never" }),
    ],
    network: [createTraffic({ internetBytes: 7_200_000 })],
    findings: isGuessed ? [GUESSED] : [],
    advice: TOLD,
  });
}

/** One hour of each day from the day before the window on, and each hour of the last two. */
export function advisedHours(): Instant[] {
  const days = Array.from({ length: DAYS - 1 }, (_, day) => WINDOW.start + (day - 1) * DAY_MS + 12 * HOUR_MS);
  const last = Array.from({ length: 26 }, (_, index) => WINDOW.end - (26 - index) * HOUR_MS);
  return [...days, ...last];
}
