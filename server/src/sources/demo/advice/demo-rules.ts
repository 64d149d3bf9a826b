import type {
  DisruptionBudget,
  InNamespace,
  ObservedAutoscaler,
} from "../../../domain/advice/advice-observation.ts";
import type { LimitRangeRule, QuotaRule } from "../../../domain/advice/evidence.ts";
import type { PodObservation } from "../../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { Home } from "../homes.ts";

const TARGET_SHARE = 0.7;

/** Everything that scales by itself, by its CPU; `homes` is one of each workload that is there. */
export function demoAutoscalers(
  homes: readonly Home[],
  replicasOf: (home: Home) => number,
): ObservedAutoscaler[] {
  return homes
    .filter(({ workload: { kind, replicas } }) => kind === "Deployment" && replicas.max > replicas.min)
    .map((home) => {
      const { namespace, name, kind, replicas } = home.workload;
      return {
        namespace,
        name,
        targetKind: kind,
        targetName: name,
        minReplicas: replicas.min,
        maxReplicas: replicas.max,
        currentReplicas: replicasOf(home),
        targets: [{ metric: "cpu", type: "utilization", value: TARGET_SHARE, container: null }],
      };
    });
}

/** Staging is kept small. */
export const DEMO_LIMIT_RANGES: readonly InNamespace<LimitRangeRule>[] = [
  { namespace: "staging", name: "small", of: "Container", resource: "cpu", constraint: "max", value: 2 },
  {
    namespace: "staging",
    name: "small",
    of: "Container",
    resource: "memory",
    constraint: "max",
    value: 4 * BYTES_PER_GIB,
  },
];

const QUOTAS = [
  { namespace: "batch", name: "data-team", cpuCores: 24, ramGib: 96 },
  { namespace: "staging", name: "staging", cpuCores: 4, ramGib: 8 },
] as const;

/** What two teams may ask for, and what they do. */
export function demoQuotas(pods: readonly PodObservation[]): InNamespace<QuotaRule>[] {
  return QUOTAS.flatMap(({ namespace, name, cpuCores, ramGib }) => {
    const own = pods.filter((pod) => pod.namespace === namespace).flatMap(({ containers }) => containers);
    const last = own.map(({ cpuRequestCores, ramRequestBytes }) => [
      cpuRequestCores.at(-1) ?? 0,
      ramRequestBytes.at(-1) ?? 0,
    ]);
    const cores = last.reduce((sum, [cpu = 0]) => sum + cpu, 0);
    const bytes = last.reduce((sum, [, ram = 0]) => sum + ram, 0);
    return [
      { namespace, name, resource: "requests.cpu", hard: cpuCores, used: Math.round(cores * 1e3) / 1e3 },
      { namespace, name, resource: "requests.memory", hard: ramGib * BYTES_PER_GIB, used: bytes },
    ] as const;
  });
}

/** What runs alone may not be taken away: nobody else would answer. */
export function demoDisruptionBudgets(homes: readonly Home[]): DisruptionBudget[] {
  return homes
    .filter(({ workload: { kind, tier } }) => kind === "StatefulSet" && tier === "data")
    .map(({ workload: { namespace, name, replicas } }) => ({
      namespace,
      name,
      allowed: replicas.min > 1 ? 1 : 0,
    }));
}
