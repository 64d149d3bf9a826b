import type { PodDay } from "../evidence.ts";
import type { Fact } from "../recommendation.ts";
import { byDay, byPod, measuredUsage, mergedSketchOf, type Resource, sum } from "./measured-usage.ts";
import type { SizedContainer } from "./target.ts";

const WHOLE_DAYS = 14;
const RESOURCES: readonly Resource[] = ["cpu", "ram"];

/** The numbers that a container's size goes by, for people to check. */
export function containerFacts({ workload, evidence }: SizedContainer): Fact[] {
  const { days, oomKills, throttling, verticalTarget } = evidence;
  const cpu = measuredUsage(days, "cpu");
  const ram = measuredUsage(days, "ram");
  return [
    { name: "cpu_p95", value: known(cpu.quantile(0.95)), unit: "cores" },
    { name: "cpu_max", value: cpu.max, unit: "cores" },
    { name: "memory_p95", value: known(ram.quantile(0.95)), unit: "bytes" },
    { name: "memory_max", value: ram.max, unit: "bytes" },
    { name: "cpu_coverage", value: cpu.coverage, unit: "ratio" },
    { name: "memory_coverage", value: ram.coverage, unit: "ratio" },
    { name: "minutes_measured", value: cpu.minutes, unit: "count" },
    { name: "days", value: byDay(days).length, unit: "days" },
    { name: "pods", value: byPod(days).size, unit: "count" },
    { name: "hours_run", value: sum(days, ({ ranSeconds }) => ranSeconds) / 3_600, unit: "hours" },
    { name: "replicas", value: workload.replicas, unit: "count" },
    { name: "oom_kills", value: oomKills === "unknown" ? null : oomKills.length, unit: "count" },
    { name: "throttled_share", value: throttling === "unknown" ? null : throttling.share, unit: "ratio" },
    {
      name: "scrape_interval",
      value: workload.scrapeSeconds === "unknown" ? null : workload.scrapeSeconds,
      unit: "seconds",
    },
    // Another one's advice stands beside ours, and never within it.
    ...(verticalTarget
      ? ([
          { name: "vpa_cpu", value: verticalTarget.cpuCores, unit: "cores" },
          { name: "vpa_memory", value: verticalTarget.ramBytes, unit: "bytes" },
        ] as const)
      : []),
  ];
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Coverage × min(1, days / 14) × (1 − spread of daily 95th percentiles); of CPU and memory the lesser. */
export function confidenceOf(days: readonly PodDay[]): number {
  const history = Math.min(1, byDay(days).length / WHOLE_DAYS);
  const each = RESOURCES.map(
    (resource) => measuredUsage(days, resource).coverage * history * (1 - spreadOf(days, resource)),
  );
  return Math.round(Math.min(...each) * 1_000) / 1_000;
}

/** Standard deviation of the daily 95th percentiles as a share of their mean, at most 1. */
function spreadOf(days: readonly PodDay[], resource: Resource): number {
  const p95s = byDay(days)
    .map(([, ofDay]) => mergedSketchOf(ofDay, resource).quantile(0.95))
    .filter((value) => !Number.isNaN(value));
  if (p95s.length === 0) return 1;
  const mean = p95s.reduce((total, value) => total + value, 0) / p95s.length;
  if (mean === 0) return 0;
  const variance = p95s.reduce((total, value) => total + (value - mean) ** 2, 0) / p95s.length;
  return Math.min(1, Math.sqrt(variance) / mean);
}
