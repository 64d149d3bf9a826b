import { DAY_MS } from "@kubecent/shared";
import type { WorkloadSurroundings } from "../asset-evidence.ts";
import type { WorkloadEvidence } from "../evidence.ts";
import type { Fact, FreedCost, Recommendation, Warning } from "../recommendation.ts";
import { isWorthFreeing } from "../ledger/worth-freeing.ts";
import { freedCosts, perMonth } from "../sizing/freed-cost.ts";
import { byDay, measuredUsage } from "../sizing/measured-usage.ts";

const DAYS_WANTED = 14;
const MOST_OF_REQUEST = 0.01;
const MOST_CORES = 0.02;
const MOST_BYTES_PER_SECOND = 1_000;
const LEAST_COVERAGE = 0.95;
/** Those that wait for their time to come, and those that look after nodes, do little by nature. */
const LEFT_OUT = new Set(["CronJob", "Job", "DaemonSet", "Node"]);

/** What a workload's containers did together. */
interface Activity {
  readonly days: number;
  readonly coverage: number;
  /** The sum of the containers' maxima: no pod ever took more. Null where it was not measured. */
  readonly cpuMaxCores: number | null;
  readonly cpuRequestCores: number;
  /** Null where traffic is not measured. */
  readonly bytesPerSecond: number | null;
}

/** Advises to delete a workload that has done nothing for 14 days: hardly any CPU at any minute, and hardly any traffic. */
export function abandonedWorkload(
  workload: WorkloadEvidence,
  around: WorkloadSurroundings,
): Recommendation | null {
  const activity = activityOf(workload, around);
  if (LEFT_OUT.has(workload.kind) || !isThere(workload) || !isIdle(activity)) return null;
  const freed = freedOf(workload, around);
  if (!isWorthFreeing(freed)) return null;

  const { cluster, namespace, kind: controllerKind, name: controller, currency, window } = workload;
  return {
    kind: "abandoned-workload",
    subject: { cluster, namespace, controllerKind, controller, container: "", asset: "" },
    currency,
    window,
    rule:
      `in ${activity.days} days no minute of CPU reached ${MOST_OF_REQUEST * 100} % of its request or ${MOST_CORES * 1_000}m` +
      (activity.bytesPerSecond === null
        ? ""
        : `, and it sent less than ${MOST_BYTES_PER_SECOND} bytes a second`),
    facts: factsOf(activity),
    change: { to: "delete" },
    insufficient: null,
    freed,
    bill: null,
    confidence: activity.bytesPerSecond === null ? activity.coverage / 2 : activity.coverage,
    warnings: warningsOf(activity, around),
  };
}

function activityOf({ containers }: WorkloadEvidence, { traffic }: WorkloadSurroundings): Activity {
  const usages = containers.map(({ days }) => measuredUsage(days, "cpu"));
  const maxima = usages.map(({ max }) => max);
  return {
    days: byDay(containers.flatMap(({ days }) => days)).length,
    coverage: Math.min(...usages.map(({ coverage }) => coverage)),
    cpuMaxCores: maxima.reduce((sum, max) => (sum === null || max === null ? null : sum + max), 0),
    cpuRequestCores: containers.reduce((sum, { requests }) => sum + requests.cpuCores, 0),
    bytesPerSecond: traffic === "unknown" || traffic.seconds === 0 ? null : traffic.bytes / traffic.seconds,
  };
}

/** Pods run still: a workload that was scaled to nothing costs nothing. */
function isThere({ lastSeen, window, containers }: WorkloadEvidence): boolean {
  return containers.length > 0 && lastSeen >= window.end - DAY_MS;
}

function isIdle({ days, coverage, cpuMaxCores, cpuRequestCores, bytesPerSecond }: Activity): boolean {
  if (days < DAYS_WANTED || coverage < LEAST_COVERAGE || cpuMaxCores === null) return false;
  const isQuiet = bytesPerSecond === null || bytesPerSecond < MOST_BYTES_PER_SECOND;
  return isQuiet && cpuMaxCores < MOST_CORES && cpuMaxCores < cpuRequestCores * MOST_OF_REQUEST;
}

function factsOf({ days, coverage, cpuMaxCores, cpuRequestCores, bytesPerSecond }: Activity): Fact[] {
  return [
    { name: "days", value: days, unit: "days" },
    { name: "cpu_max", value: cpuMaxCores, unit: "cores" },
    { name: "cpu_request", value: cpuRequestCores, unit: "cores" },
    { name: "cpu_coverage", value: coverage, unit: "ratio" },
    { name: "network", value: bytesPerSecond, unit: "bytesPerSecond" },
  ];
}

function freedOf(workload: WorkloadEvidence, { gpuNano }: WorkloadSurroundings): FreedCost[] {
  const { cluster, namespace, kind: controllerKind, name: controller, window } = workload;
  const subject = { cluster, namespace, controllerKind, controller, container: "", asset: "" };
  const ofContainers = workload.containers.flatMap(({ container, days, requests }) =>
    freedCosts({ subject: { ...subject, container }, window, days }, { now: requests, advised: requests }),
  );
  const gpu = {
    row: { ...subject, resource: "gpu" },
    costNano: perMonth(gpuNano, window),
    freedNano: 0n,
  } as const;
  return [...ofContainers, ...(gpuNano > 0n ? [gpu] : [])].map((each) => ({
    ...each,
    freedNano: each.costNano,
  }));
}

function warningsOf({ bytesPerSecond }: Activity, { hasVolumes }: WorkloadSurroundings): Warning[] {
  const unmeasured = "its traffic was not measured: look whether anybody calls it";
  const left = "its volumes stay, and are paid for, until they are deleted too";
  return [
    ...(bytesPerSecond === null ? [{ code: "not_known", text: unmeasured } as const] : []),
    ...(hasVolumes ? [{ code: "may_come_back", text: left } as const] : []),
  ];
}
