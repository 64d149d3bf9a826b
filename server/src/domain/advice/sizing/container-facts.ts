import type { Fact } from "../recommendation.ts";
import { byDay, byPod, measuredUsage, sum } from "./measured-usage.ts";
import type { SizedContainer } from "./target.ts";

/** The numbers that a container's size goes by, for people to check. */
export function containerFacts({ workload, evidence }: SizedContainer): Fact[] {
  const { days, oomKills, throttling } = evidence;
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
  ];
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
