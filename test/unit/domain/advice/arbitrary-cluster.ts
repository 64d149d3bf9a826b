import * as fc from "fast-check";
import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type {
  NodeEvidence,
  WorkloadSurroundings,
} from "../../../../server/src/domain/advice/asset-evidence.ts";
import { workloadKey } from "../../../../server/src/domain/advice/bill/pool-changes.ts";
import type { ClusterEvidence } from "../../../../server/src/domain/advice/cluster-evidence.ts";
import type { ContainerEvidence, WorkloadEvidence } from "../../../../server/src/domain/advice/evidence.ts";
import type { Pool, PoolPod } from "../../../../server/src/domain/packing/pool.ts";
import type { SeenNode } from "../../../../server/src/domain/packing/pools-of.ts";
import { arbitraryPool } from "../packing/arbitrary-pool.ts";
import { containerOf, flat, WINDOW_END, windowOf, workloadOf } from "./truth.ts";

const DAYS = 14;
const NANO_PER_MILLICORE_MONTH = 30_000n * 730n;
const NANO_PER_GIB_MONTH = 4_000_000n * 730n;
const GIB = 1_073_741_824;

/** A small cluster, and what its workloads did for two weeks. */
export interface MadeCluster {
  readonly cluster: ClusterEvidence;
  readonly workloads: readonly WorkloadEvidence[];
  /** What its nodes cost in a month. */
  readonly paidNano: bigint;
}

/** What a workload uses of what it asks for. */
interface Habit {
  readonly cpu: number;
  readonly ram: number;
  readonly oomKilled: boolean;
}

/**
 * Clusters of up to eight nodes whose pods stand where they fit. Workloads use a part of what they ask for, or next to nothing, or have
 * been killed; some nodes are empty.
 */
export function arbitraryCluster(): fc.Arbitrary<MadeCluster> {
  const habit = fc.record({
    cpu: fc.constantFrom(0.9, 0.5, 0.2, 0.001),
    ram: fc.constantFrom(0.87, 0.5, 0.2),
    oomKilled: fc.constantFrom(false, false, false, true),
  });
  return fc
    .record({ drawn: arbitraryPool(8), habits: fc.array(habit, { minLength: 5, maxLength: 5 }) })
    .map(({ drawn: { pool }, habits }) => clusterOf(pool, habits));
}

function clusterOf(pool: Pool, habits: readonly Habit[]): MadeCluster {
  const nodes = pool.nodes.map((node): SeenNode => {
    const { name, zone, room } = node;
    const monthNano =
      BigInt(room.millicores) * NANO_PER_MILLICORE_MONTH + BigInt(room.ramBytes / GIB) * NANO_PER_GIB_MONTH;
    const kind = { region: "r", pool: "general", instanceType: `m${room.millicores}`, capacityType: "" };
    return { name, zone, ...kind, labels: {}, taints: [], isCordoned: false, allocatable: room, monthNano };
  });
  const byWorkload = [...Map.groupBy(pool.pods, ({ workload }) => workload)];
  const workloads = byWorkload.map(([name, pods], index) =>
    workloadWith(name, pods, habits[index] ?? { cpu: 1, ram: 1, oomKilled: false }),
  );
  const pods = pool.pods.map((pod) => ({ ...pod, workload: keyOf(pod.workload), belongsToNode: false }));
  const used = new Set(pods.map(({ node }) => node));
  const cluster = {
    cluster: "prod",
    currency: "USD",
    window: windowOf(DAYS),
    volumes: [],
    nodes: nodes.map((node) => nodeEvidence(node, used.has(node.name))),
    surroundings: new Map(byWorkload.map(([name]) => [keyOf(name), SURROUNDINGS])),
    spotPools: [],
    places: { nodes, pods },
    guarded: new Set<string>(),
  };
  return { cluster, workloads, paidNano: nodes.reduce((sum, { monthNano }) => sum + monthNano, 0n) };
}

const SURROUNDINGS: WorkloadSurroundings = {
  traffic: { bytes: 0, seconds: DAYS * 86_400 },
  hasVolumes: false,
  gpuNano: 0n,
  isGuarded: false,
  isOnDemand: true,
};

function keyOf(controller: string): string {
  return workloadKey({ namespace: "shop", controllerKind: "Deployment", controller });
}

function workloadWith(
  name: string,
  pods: readonly PoolPod[],
  { cpu, ram, oomKilled }: Habit,
): WorkloadEvidence {
  const [{ size } = { size: { millicores: 0, ramBytes: 0 } }] = pods;
  const requests = { cpuCores: size.millicores / 1_000, ramBytes: size.ramBytes };
  const [cpuCores, ramBytes] = [flat(1, requests.cpuCores * cpu), flat(1, requests.ramBytes * ram)];
  const day = containerOf(1, { requests, pods: pods.map(({ id }) => ({ pod: id, cpuCores, ramBytes })) });
  const oomKills = oomKilled ? [{ hour: WINDOW_END - DAY_MS, limitBytes: requests.ramBytes }] : [];
  return workloadOf(DAYS, {
    name,
    replicas: pods.length,
    containers: [{ ...day, days: everyDay(day), oomKills }],
  });
}

/** The same on each day of the window. */
function everyDay({ days }: ContainerEvidence): ContainerEvidence["days"] {
  const begins: Instant[] = Array.from({ length: DAYS }, (_, index) => WINDOW_END - (DAYS - index) * DAY_MS);
  return begins.flatMap((begin) => days.map((each) => ({ ...each, day: begin })));
}

function nodeEvidence({ name, pool, instanceType, monthNano }: SeenNode, isUsed: boolean): NodeEvidence {
  const idleHours = isUsed ? 0 : DAYS * 24;
  const nano = (monthNano * BigInt(idleHours)) / 730n;
  const none = { spentNano: 0n, idleNano: 0n };
  return {
    cluster: "prod",
    currency: "USD",
    window: windowOf(DAYS),
    node: name,
    pool,
    instanceType,
    lastSeen: WINDOW_END - HOUR_MS,
    idleHours,
    cost: { cpu: { spentNano: nano, idleNano: nano }, ram: none, gpu: none },
    isCordoned: false,
  };
}
