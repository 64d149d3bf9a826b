import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";

/** When the recording starts; it is five hours long. */
export const RECORDING_START = Date.UTC(2026, 0, 5, 9, 30);
export const RECORDING_END = RECORDING_START + 5 * HOUR_MS;
/** From 12:15 to 12:55 nothing is scraped. */
export const GAP = { start: at(12, 15), end: at(12, 55) };

const GIB = 2 ** 30;

export interface RecordedContainer {
  readonly name: string;
  readonly isInit: boolean;
  /** 0 where nothing is requested: then no series tells of it. */
  readonly cpuRequest: number;
  readonly ramRequest: number;
  /** Cores and bytes in use in a minute of the recording. */
  readonly cpu: (minute: number) => number;
  readonly ram: (minute: number) => number;
  /** The container starts anew in another cgroup. */
  readonly restartsAt?: Instant;
}

export interface RecordedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly owner: readonly [kind: string, name: string];
  readonly from: Instant;
  readonly until: Instant;
  /** How long the finished pod stays as an object. */
  readonly listedUntil?: Instant;
  readonly claim?: string;
  readonly containers: readonly RecordedContainer[];
}

export interface RecordedNode {
  readonly name: string;
  readonly address: string;
  readonly cores: number;
  readonly bytes: number;
  readonly cpuPrice: number;
  readonly ramPrice: number;
  readonly isSpot: boolean;
  readonly from: Instant;
}

/** A moment of the recorded day. */
export function at(hour: number, minute: number, second = 0): Instant {
  return Date.UTC(2026, 0, 5, hour, minute, second);
}

export const NODES: readonly RecordedNode[] = [
  {
    name: "node-1",
    address: "10.0.0.1",
    cores: 8,
    bytes: 32 * GIB,
    cpuPrice: 0.03,
    ramPrice: 0.004,
    isSpot: false,
    from: RECORDING_START - HOUR_MS,
  },
  {
    name: "node-2",
    address: "10.0.0.2",
    cores: 4,
    bytes: 16 * GIB,
    cpuPrice: 0.01,
    ramPrice: 0.002,
    isSpot: true,
    from: at(10, 20),
  },
];

const WEB = load("web", { cpu: 0.5, ram: 1, busy: 0.6 });
const MESH = { ...load("mesh", { cpu: 0.05, ram: 0.06, busy: 0.02 }), isInit: true };
const API = load("api", { cpu: 0.4, ram: 1, busy: 0.9, restartsAt: at(10, 33) });
const NIGHTLY = load("nightly", { cpu: 1, ram: 0.5, busy: 1.5 });
const POSTGRES = load("postgres", { cpu: 1, ram: 4, busy: 0.5 });
const SHELL = load("shell", { cpu: 0, ram: 0, busy: 0.3 });

const DB = { namespace: "db", name: "db-0", owner: ["StatefulSet", "db"], claim: "data-db-0" } as const;

export const PODS: readonly RecordedPod[] = [
  pod(1, shop("web-5d9", "aaaaa"), { until: at(10, 30), containers: [WEB, MESH] }),
  pod(2, shop("web-7c4", "bbbbb"), { from: at(10, 30), containers: [WEB, MESH] }),
  pod(3, shop("api-6f8", "ccccc"), { containers: [API] }),
  pod(
    4,
    { namespace: "batch", name: "nightly-290-ddddd", owner: ["Job", "nightly-290"] },
    { from: at(10, 7), until: at(10, 24), listedUntil: at(11, 30), containers: [NIGHTLY] },
  ),
  pod(5, DB, { until: at(10, 40), containers: [POSTGRES] }),
  pod(6, DB, { node: "node-2", from: at(10, 44), containers: [POSTGRES] }),
  pod(7, { namespace: "tools", name: "shell", owner: ["<none>", "<none>"] }, { containers: [SHELL] }),
];

type PodIdentity = Pick<RecordedPod, "namespace" | "name" | "owner">;

function shop(replicaSet: string, suffix: string): PodIdentity {
  return { namespace: "shop", name: `${replicaSet}-${suffix}`, owner: ["ReplicaSet", replicaSet] };
}

/** A pod that runs on the first node for the whole recording, unless told otherwise. */
function pod(number: number, identity: PodIdentity, rest: Partial<RecordedPod>): RecordedPod {
  return {
    ...identity,
    uid: `00000000-0000-4000-8000-00000000000${number}`,
    node: "node-1",
    from: RECORDING_START - 5 * HOUR_MS,
    until: RECORDING_END + HOUR_MS,
    containers: [],
    ...rest,
  };
}

interface Load {
  /** Requests in cores and GiB, and the cores that it uses on average. */
  readonly cpu: number;
  readonly ram: number;
  readonly busy: number;
  readonly restartsAt?: Instant;
}

function load(name: string, { cpu, ram, busy, ...rest }: Load): RecordedContainer {
  return {
    name,
    isInit: false,
    cpuRequest: cpu,
    ramRequest: ram * GIB,
    // Slow waves: usage swings round the request, and no sampling may miss them.
    cpu: (minute) => busy * (1 + 0.5 * Math.sin(minute / 9)),
    ram: (minute) => (ram + 0.5) * GIB * (1 + 0.2 * Math.sin(minute / 17)),
    ...rest,
  };
}

/** Core-seconds that a container has used by `time`, counted from its last start. */
export function coreSeconds(
  { from, until }: RecordedPod,
  container: RecordedContainer,
  time: Instant,
): number {
  const { restartsAt } = container;
  const start = restartsAt !== undefined && time >= restartsAt ? restartsAt : from;
  return usedBetween(container, Math.max(start, RECORDING_START - HOUR_MS), Math.min(time, until));
}

function usedBetween({ cpu }: RecordedContainer, start: Instant, end: Instant): number {
  let used = 0;
  for (
    let minute = Math.floor((start - RECORDING_START) / MINUTE_MS);
    minute * MINUTE_MS < end - RECORDING_START;
    minute++
  ) {
    const from = Math.max(start, RECORDING_START + minute * MINUTE_MS);
    const to = Math.min(end, RECORDING_START + (minute + 1) * MINUTE_MS);
    used += (cpu(minute) * (to - from)) / 1000;
  }
  return used;
}
