import { HOUR_MS } from "@kubecent/shared";
import type {
  ContainerEvidence,
  WorkloadEvidence,
} from "../../../../../server/src/domain/advice/evidence.ts";
import { containerOf, type PodTruth, windowOf, workloadOf } from "../truth.ts";
import { MINUTES_PER_DAY, type Resources, type SimulatedWorkload } from "./simulated-workloads.ts";

/** Some days of a workload: what each replica took, minute by minute; NaN where it was not there. */
export interface Life {
  readonly days: number;
  readonly replicas: readonly PodTruth[];
  /** The most replicas that there were. */
  readonly mostReplicas: number;
}

/** Lives some days with these resources; a seed makes the same ones. */
export function live(
  workload: SimulatedWorkload,
  resources: Resources,
  { days, seed }: { readonly days: number; readonly seed: number },
): Life {
  const random = mulberry(seed);
  const replicas = Array.from({ length: workload.replicas.max }, (_, index) => ({
    pod: `${workload.name}-${seed}-${index}`,
    cpuCores: [] as number[],
    ramBytes: [] as number[],
  }));
  let mostReplicas = 0;
  for (let minute = 0; minute < days * MINUTES_PER_DAY; minute++) {
    const ofDay = minute % MINUTES_PER_DAY;
    const cores = workload.busyCores * workload.load(ofDay) * (0.95 + 0.1 * random());
    const count = replicasFor(workload, resources, cores);
    mostReplicas = Math.max(mostReplicas, count);
    for (const pod of replicas.slice(0, count)) {
      pod.cpuCores.push(cores / count);
      pod.ramBytes.push(workload.ramBytes * (0.96 + 0.05 * random()) + (workload.ramPeak?.(ofDay) ?? 0));
    }
  }
  return { days, replicas: replicas.filter(({ cpuCores }) => cpuCores.length > 0), mostReplicas };
}

/** As the autoscaler of Kubernetes has it: so many that CPU is at its target of the request. */
function replicasFor(
  { replicas: { min, max }, cpuTarget }: SimulatedWorkload,
  resources: Resources,
  cores: number,
): number {
  if (cpuTarget === undefined) return min;
  const wanted = Math.ceil(cores / (resources.requests.cpuCores * cpuTarget));
  return Math.min(max, Math.max(min, wanted));
}

/** What is seen of a life: its window ends where lives end. */
export function seenOf(workload: SimulatedWorkload, resources: Resources, life: Life): WorkloadEvidence {
  const window = windowOf(life.days);
  const kill = workload.killedOn === undefined ? null : window.start + workload.killedOn * 24 * HOUR_MS;
  const container: ContainerEvidence = containerOf(life.days, {
    pods: life.replicas,
    ...resources,
    oomKills: kill === null ? [] : [{ hour: kill, limitBytes: resources.limits.ramBytes }],
  });
  const { min, max } = workload.replicas;
  const target = {
    metric: "cpu",
    type: "utilization",
    value: workload.cpuTarget ?? 0,
    container: null,
  } as const;
  const autoscaler = {
    name: workload.name,
    minReplicas: min,
    maxReplicas: max,
    currentReplicas: min,
    targets: [target],
  };
  return workloadOf(life.days, {
    kind: workload.kind,
    name: workload.name,
    replicas: life.replicas.length,
    autoscalers: workload.cpuTarget === undefined ? [] : [autoscaler],
    limitRanges: workload.limitRanges ?? [],
    containers: [container],
  });
}

/** What the world itself writes down: each minute's greater of request and usage, in cents of the tests' prices. */
export function booked(resources: Resources, { replicas }: Life): number {
  const { cpuCores, ramBytes } = resources.requests;
  return replicas.reduce((total, pod) => {
    const cores = pod.cpuCores.reduce((sum, used) => sum + Math.max(used, cpuCores), 0);
    const bytes = pod.ramBytes.reduce((sum, used) => sum + Math.max(used, ramBytes), 0);
    return total + (cores / 60) * 0.03 + (bytes / 2 ** 30 / 60) * 0.004;
  }, 0);
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
