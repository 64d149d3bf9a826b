import { DAY_MS, type Instant } from "@kubecent/shared";
import { sketchedValues } from "../../../usage/usage-sketch.ts";
import type { PodDay } from "../../evidence.ts";
import { byDay } from "../measured-usage.ts";
import { ceilBytes, ceilCores, type ResourceTarget, type SizedContainer, type Target } from "../target.ts";
import { VPA_CPU_SCALE, VPA_RAM_SCALE, VpaHistogram } from "./vpa-histogram.ts";

const MIB = 1_048_576;
/** VPA looks back eight days; what is a day older weighs half. */
const HISTORY_DAYS = 8;
const HALF_LIFE_MS = DAY_MS;
const MARGIN = 1.15;
const TARGET_SHARE = 0.9;
/** The least that a pod is to have, shared evenly by its containers. */
const POD_LEAST_CORES = 0.025;
const POD_LEAST_BYTES = 250 * MIB;
const LEAST_SAMPLE_WEIGHT = 0.1;
const OOM_RATIO = 1.2;
const OOM_BUMP_BYTES = 100 * MIB;

/**
 * What VPA's recommender targets: the 90th percentile of CPU and of daily peaks of memory, newer ones weighing more, and 15 % more. Limits
 * keep their ratio. A day's minutes weigh alike here, for sketches are by the day; VPA's weights change by the minute.
 */
export function vpaTarget(container: SizedContainer): Target {
  const { evidence, workload } = container;
  const end = workload.window.end;
  const recent = evidence.days.filter(({ day }) => day >= end - HISTORY_DAYS * DAY_MS);
  const cpu = cpuHistogram(recent, end);
  const ram = peakHistogram(container, recent);
  const share = 1 / Math.max(1, workload.containers.length);
  return {
    cpu: targetOf(cpu, (value) => ceilCores(Math.max(value, POD_LEAST_CORES * share))),
    ram: targetOf(ram, (value) => ceilBytes(Math.max(value, POD_LEAST_BYTES * share))),
  };
}

function targetOf(histogram: VpaHistogram, atLeast: (value: number) => number): ResourceTarget {
  if (histogram.isEmpty) {
    return { kept: { reason: "not_measured", text: "VPA: nothing was measured in the last eight days" } };
  }
  return {
    request: atLeast(histogram.percentile(TARGET_SHARE) * MARGIN),
    limit: "ratio",
    why: "VPA: the 90th percentile of a histogram in which older days weigh half, and 15 % more",
  };
}

/** CPU samples weigh as much as the container requests. */
function cpuHistogram(days: readonly PodDay[], end: Instant): VpaHistogram {
  const histogram = new VpaHistogram(VPA_CPU_SCALE);
  for (const { day, cpu, requests } of days) {
    if (!cpu) continue;
    const weight = decayed(day + DAY_MS / 2, end) * Math.max(requests.cpuCores, LEAST_SAMPLE_WEIGHT);
    for (const { value, count } of sketchedValues(cpu)) histogram.add(value, count * weight);
  }
  return histogram;
}

/** One peak for each pod and day, and what a kill asks for. */
function peakHistogram({ evidence, workload }: SizedContainer, days: readonly PodDay[]): VpaHistogram {
  const histogram = new VpaHistogram(VPA_RAM_SCALE);
  const { end } = workload.window;
  for (const [day, ofDay] of byDay(days)) {
    const weight = decayed(day + DAY_MS, end);
    for (const peak of podPeaks(ofDay)) histogram.add(peak, weight);
  }
  const kills = evidence.oomKills === "unknown" ? [] : evidence.oomKills;
  for (const { hour, limitBytes } of kills) {
    if (typeof limitBytes !== "number" || hour < end - HISTORY_DAYS * DAY_MS) continue;
    histogram.add(Math.max(limitBytes * OOM_RATIO, limitBytes + OOM_BUMP_BYTES), decayed(hour, end));
  }
  return histogram;
}

/** A pod that moved within the day has several entries, and one peak. */
function podPeaks(days: readonly PodDay[]): number[] {
  const peaks = new Map<string, number>();
  for (const { pod, ramMaxBytes } of days) {
    if (ramMaxBytes !== null) peaks.set(pod, Math.max(peaks.get(pod) ?? 0, ramMaxBytes));
  }
  return [...peaks.values()];
}

function decayed(at: Instant, end: Instant): number {
  return 2 ** ((at - end) / HALF_LIFE_MS);
}
