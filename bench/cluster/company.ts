import { hashText, mix, unit } from "../../server/src/sources/demo/noise.ts";

/** A workload as it is for good; its pods come and go. */
export interface Workload {
  readonly key: number;
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "CronJob";
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly hasSidecar: boolean;
  readonly cpuRequestCores: number;
  readonly ramRequestGib: number;
  /** Size of each replica's volume; 0 where it has none. */
  readonly volumeGib: number;
  readonly hasTraffic: boolean;
  /** Every so many days its pods are replaced. */
  readonly rolloutDays: number;
}

/** A made-up company's cluster: what does not change from hour to hour. */
export interface Company {
  readonly namespaces: readonly string[];
  readonly workloads: readonly Workload[];
  readonly nodeCount: number;
  readonly containerCount: number;
}

const CONTAINERS_PER_NODE = 40;
const DAEMONS = ["node-agent", "log-shipper", "network-proxy"];
const TEAM_COUNT = 20;
const SYSTEM = "kube-system";

/** A company whose cluster runs about `containers` containers at a time: the same for the same number. */
export function createCompany(containers: number): Company {
  const nodeCount = Math.max(2, Math.ceil(containers / CONTAINERS_PER_NODE));
  const namespaceCount = Math.min(60, Math.max(4, Math.round(containers / 100)));
  const namespaces = Array.from({ length: namespaceCount }, (_, index) => `service-${index + 1}`);
  const workloads = DAEMONS.map((name) => daemon(name, nodeCount));
  let containerCount = workloads.length * nodeCount;
  for (let index = 0; containerCount < containers; index++) {
    const workload = workloadOf(index, namespaces);
    workloads.push(workload);
    containerCount += containersOf(workload);
  }
  return { namespaces: [SYSTEM, ...namespaces], workloads, nodeCount, containerCount };
}

function containersOf({ replicas, hasSidecar }: Workload): number {
  return replicas * (hasSidecar ? 2 : 1);
}

function daemon(name: string, nodeCount: number): Workload {
  return {
    key: hashText(name),
    kind: "DaemonSet",
    namespace: SYSTEM,
    name,
    labels: { app: name, tier: "system" },
    replicas: nodeCount,
    hasSidecar: false,
    cpuRequestCores: 0.1,
    ramRequestGib: 0.125,
    volumeGib: 0,
    hasTraffic: false,
    rolloutDays: 1_000,
  };
}

const CPU_REQUESTS = [0.05, 0.1, 0.1, 0.25, 0.25, 0.5, 1];
const RAM_REQUESTS = [0.125, 0.25, 0.25, 0.5, 1, 1, 2];

function workloadOf(index: number, namespaces: readonly string[]): Workload {
  const name = `app-${index}`;
  const key = hashText(name);
  const kind = index % 10 === 7 ? "StatefulSet" : index % 10 === 8 ? "CronJob" : "Deployment";
  const team = mix(key, 1) % (TEAM_COUNT + 1);
  return {
    key,
    kind,
    namespace: namespaces[index % namespaces.length] ?? "",
    name,
    // Some workloads belong to no team: their namespace's label may stand in.
    labels: {
      app: name,
      ...(team > 0 && { team: `team-${team}` }),
      tier: pick(["web", "data", "batch"], key, 2),
    },
    replicas: kind === "CronJob" ? 1 : 1 + (mix(key, 3) % 12),
    hasSidecar: index % 10 === 9,
    cpuRequestCores: pick(CPU_REQUESTS, key, 4),
    ramRequestGib: pick(RAM_REQUESTS, key, 5),
    volumeGib: kind === "StatefulSet" ? pick([10, 20, 50, 100], key, 6) : 0,
    hasTraffic: index % 3 === 0,
    rolloutDays: 1 + (mix(key, 7) % 8),
  };
}

function pick<T>(choices: readonly [T, ...T[]] | readonly T[], key: number, salt: number): T {
  const choice = choices[Math.floor(unit(mix(key, salt)) * choices.length)];
  if (choice === undefined) throw new RangeError("There is nothing to choose from");
  return choice;
}
