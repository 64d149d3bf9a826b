import { HOUR_MS } from "@kubecent/shared";
import {
  type AdviceObservation,
  type ContainerAdvice,
  type DisruptionBudget,
  NOTHING_TOLD,
} from "../../../domain/advice/advice-observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { NodeLife } from "../demo-nodes.ts";
import type { PodLife } from "../demo-pods.ts";
import type { Sight } from "../gap.ts";
import type { Home } from "../homes.ts";
import { killsDuring } from "../leak.ts";
import type { Load } from "../load.ts";
import { hasAny } from "../per-minute.ts";
import type { ContainerSpec, Workload } from "../workload.ts";
import { observeAutoscalers } from "./autoscalers.ts";
import { LIMIT_RANGES, quotasFor } from "./namespace-rules.ts";
import { nodeState } from "./node-state.ts";

/** How often usage is measured, in seconds. */
const INTERVAL_SECONDS = 30;
/** Periods of a tenth of a second in an hour. */
const PERIODS_PER_HOUR = 36_000;

/** Databases whose pods nobody may take away. */
const BUDGETS: readonly DisruptionBudget[] = [
  { namespace: "payments", name: "payments-postgres", allowed: 0 },
  { namespace: "data-platform", name: "kafka", allowed: 1 },
];

/** What of an hour is looked at. */
interface AdvisedHour {
  readonly nodes: readonly NodeLife[];
  readonly pods: readonly PodLife[];
  readonly loadOf: (home: Home) => Load;
  readonly sight: Sight;
}

/** What the demo's cluster tells for recommendations: all that a well-kept Prometheus does. */
export function observeAdvice({ nodes, pods, loadOf, sight }: AdvisedHour): AdviceObservation {
  if (!hasAny(sight.seen)) return NOTHING_TOLD;
  const workloads = [...Map.groupBy(pods, ({ home }) => home.workload).entries()];
  return {
    told: [
      "limits",
      "oomKills",
      "throttling",
      "autoscalers",
      "limitRanges",
      "quotas",
      "nodeStates",
      "disruptionBudgets",
    ],
    usageIntervalSeconds: INTERVAL_SECONDS,
    containers: workloads.flatMap(([workload, own]) => containersOf(workload, own, { loadOf, sight })),
    autoscalers: observeAutoscalers(workloads),
    limitRanges: LIMIT_RANGES,
    quotas: quotasFor(pods),
    nodes: nodes.map(nodeState),
    disruptionBudgets: BUDGETS,
    verticalTargets: [],
  };
}

type Surroundings = Pick<AdvisedHour, "loadOf" | "sight">;

function containersOf(
  workload: Workload,
  pods: readonly PodLife[],
  surroundings: Surroundings,
): ContainerAdvice[] {
  const { namespace, name: controller, kind: controllerKind } = workload;
  const owner = { namespace, controllerKind, controller, pod: "", podUid: "" };
  return workload.containers
    .map((spec) => ({ ...owner, container: spec.name, ...containerAdvice(spec, pods, surroundings) }))
    .filter(({ limits, cpuPeriods, oomKills }) => limits.length > 0 || cpuPeriods !== null || oomKills > 0);
}

type OwnAdvice = Pick<ContainerAdvice, "limits" | "cpuPeriods" | "oomKills">;

function containerAdvice(
  spec: ContainerSpec,
  pods: readonly PodLife[],
  { loadOf, sight }: Surroundings,
): OwnAdvice {
  const ramGib = ramLimitGib(spec);
  const limits = {
    cpuCores: spec.cpuLimit ?? null,
    ramBytes: ramGib === null ? null : ramGib * BYTES_PER_GIB,
  };
  const hasLimit = limits.cpuCores !== null || limits.ramBytes !== null;
  const hour = { start: sight.hour, end: sight.hour + HOUR_MS };
  const leaks = spec.leaksFromGib !== undefined;
  return {
    limits: hasLimit ? [limits] : [],
    cpuPeriods:
      spec.cpuLimit === undefined
        ? null
        : periodsOf(
            spec,
            spec.cpuLimit,
            pods.map(({ home }) => loadOf(home)),
          ),
    oomKills: leaks ? pods.reduce((kills, { home }) => kills + killsDuring(home, hour), 0) : 0,
  };
}

/** Memory is limited to what is asked for, as is usual; what takes more has no limit. */
function ramLimitGib({ ramLimitGib: limit, ramGib, ramGibUsed }: ContainerSpec): number | null {
  if (limit !== undefined) return limit;
  return ramGib > 1.25 * ramGibUsed ? ramGib : null;
}

/** A container is held back in the minutes in which it would take more than nine tenths of its limit. */
function periodsOf(
  { cpuUsed }: ContainerSpec,
  limit: number,
  loads: readonly Load[],
): ContainerAdvice["cpuPeriods"] {
  const throttled = loads.reduce((sum, { cpu }) => {
    const minutes = cpu.filter((load) => load * cpuUsed > 0.9 * limit).length;
    return sum + (PERIODS_PER_HOUR * minutes) / 60;
  }, 0);
  return { all: PERIODS_PER_HOUR * loads.length, throttled };
}
