import { HOUR_MS } from "@kubecent/shared";
import {
  ADVICE_FAMILIES,
  type AdviceObservation,
  type ContainerAdvice,
} from "../../../domain/advice/advice-observation.ts";
import { compareText } from "../../../domain/compare-text.ts";
import type { PodObservation } from "../../../domain/observation.ts";
import { demandOf, replicasFor } from "../demand.ts";
import type { NodeLife } from "../demo-nodes.ts";
import type { PodLife } from "../demo-pods.ts";
import type { Sight } from "../gap.ts";
import type { ContainerSpec, Workload } from "../workload.ts";
import { limitsOf } from "./demo-limits.ts";
import { demoNodeState } from "./demo-node-states.ts";
import { periodsOf } from "./demo-periods.ts";
import { demoAutoscalers, DEMO_LIMIT_RANGES, demoDisruptionBudgets, demoQuotas } from "./demo-rules.ts";

const SCRAPE_SECONDS = 60;

/** Pods and nodes of an hour as they lived, and pods as they were observed, in the same order. */
export interface AdvisedHour {
  readonly nodes: readonly NodeLife[];
  readonly pods: readonly PodLife[];
  readonly observed: readonly PodObservation[];
  readonly sight: Sight;
}

/** What the demo's source tells for recommendations; it has no vertical autoscalers. */
export function demoAdvice({ nodes, pods, observed, sight }: AdvisedHour): AdviceObservation {
  const homes = [...new Map(pods.map(({ home }) => [home.workload, home])).values()].toSorted((a, b) =>
    compareText(nameOf(a.workload), nameOf(b.workload)),
  );
  const end = sight.hour + HOUR_MS;
  return {
    told: ADVICE_FAMILIES.filter((family) => family !== "verticalAutoscalers"),
    usageIntervalSeconds: SCRAPE_SECONDS,
    containers: homes.flatMap(({ workload }) => {
      const own = observed.filter((_, index) => pods[index]?.home.workload === workload);
      return workload.containers.flatMap((spec) => containerAdvice(workload, spec, own));
    }),
    autoscalers: demoAutoscalers(homes, (home) => replicasFor(home.workload, demandOf(home, end))),
    limitRanges: DEMO_LIMIT_RANGES,
    quotas: demoQuotas(observed),
    nodes: nodes
      .filter((node) => node.end > sight.hour)
      .map((node) => demoNodeState(node, sight.hour))
      .toSorted((a, b) => compareText(a.node, b.node)),
    disruptionBudgets: demoDisruptionBudgets(homes),
    verticalTargets: [],
  };
}

function nameOf({ namespace, name }: Workload): string {
  return `${namespace}/${name}`;
}

function containerAdvice(
  workload: Workload,
  spec: ContainerSpec,
  pods: readonly PodObservation[],
): ContainerAdvice[] {
  const limits = limitsOf(workload, spec);
  const { cpuCores } = limits;
  if (cpuCores === null && limits.ramBytes === null) return [];
  const own = pods.flatMap(({ containers }) => containers.filter(({ name }) => name === spec.name));
  const periods = cpuCores === null ? [] : own.map((container) => periodsOf(container, cpuCores));
  const sum = (part: "all" | "throttled"): number => periods.reduce((total, each) => total + each[part], 0);
  return [
    {
      namespace: workload.namespace,
      controllerKind: workload.kind,
      controller: workload.name,
      pod: "",
      podUid: "",
      container: spec.name,
      limits: [limits],
      cpuPeriods: sum("all") > 0 ? { all: sum("all"), throttled: sum("throttled") } : null,
      oomKills: 0,
    },
  ];
}
