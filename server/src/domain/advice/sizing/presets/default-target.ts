import { quantityText } from "../../quantity-text.ts";
import { DAY_MS } from "@kubecent/shared";
import type { OomKill } from "../../evidence.ts";
import { measuredUsage, type MeasuredUsage } from "../measured-usage.ts";
import { isShortLived } from "../short-lived.ts";
import {
  ceilBytes,
  ceilCores,
  type ResourceTarget,
  type SizedContainer,
  steeredBy,
  type Target,
} from "../target.ts";
import { isManagedHeap, notLowered } from "./doubts.ts";

const MIB = 1_048_576;
const CPU_QUANTILE = 0.95;
const MARGIN = 1.15;
const AFTER_OOM = 1.25;
const CPU_FLOOR_CORES = 0.01;
const RAM_FLOOR_BYTES = 100 * MIB;
const OOM_DAYS = 14;

/**
 * Our own rule: of CPU the 95th percentile of all minutes and 15 % more, of memory the greatest value and 15 % more as request and limit.
 * Where pods live for less than a day, the greatest minute of CPU counts too: such a pod is nothing but its start.
 */
export function defaultTarget(container: SizedContainer): Target {
  return { cpu: cpuTarget(container), ram: ramTarget(container) };
}

function cpuTarget(container: SizedContainer): ResourceTarget {
  const { evidence } = container;
  const autoscaler = steeredBy(container, "cpu");
  if (autoscaler) {
    const share = `${Math.round(autoscaler.utilization * 100)} %`;
    const text = `the autoscaler ${autoscaler.name} holds CPU at ${share} of the request, so the request decides how many replicas there are. Lower its replicas or raise its target instead`;
    return { kept: { reason: "autoscaled", text } };
  }
  const usage = measuredUsage(evidence.days, "cpu");
  if (usage.max === null) return { kept: { reason: "not_measured", text: "its CPU was not measured" } };
  const base = isShortLived(container) ? usage.max : usage.quantile(CPU_QUANTILE);
  const wanted = Math.max(ceilCores(base * MARGIN), CPU_FLOOR_CORES);
  const now = evidence.requests.cpuCores;
  const kept = wanted < now ? notLowered(container, usage) : null;
  if (kept) return { kept };
  const what = isShortLived(container) ? "greatest minute" : "95th percentile";
  return {
    request: wanted,
    limit: "keep",
    why: `CPU: the ${what} is ${quantityText(ceilCores(base), "cpu")}, and 15 % more`,
  };
}

function ramTarget(container: SizedContainer): ResourceTarget {
  const { evidence } = container;
  const autoscaler = steeredBy(container, "ram");
  if (autoscaler) {
    const text = `the autoscaler ${autoscaler.name} steers by memory, so the request decides how many replicas there are`;
    return { kept: { reason: "autoscaled", text } };
  }
  const usage = measuredUsage(evidence.days, "ram");
  const kills = recentKills(container);
  if (usage.max === null) return { kept: { reason: "not_measured", text: "its memory was not measured" } };
  if (kills.length === 0 && isManagedHeap(evidence)) {
    const text =
      "its memory has stood within 3 % of the limit for days, as a managed heap does (Java, Go, Node): what it needs cannot be seen. Shrink the heap's own limit first, such as -Xmx";
    return { kept: { reason: "managed_heap", text } };
  }
  return afterKills(container, { usage, max: usage.max, kills });
}

interface SeenMemory {
  readonly usage: MeasuredUsage;
  readonly max: number;
  readonly kills: readonly OomKill[];
}

function afterKills(container: SizedContainer, { usage, max, kills }: SeenMemory): ResourceTarget {
  const now = container.evidence.requests.ramBytes;
  const limits = kills.flatMap(({ limitBytes }) => (typeof limitBytes === "number" ? limitBytes : []));
  const afterOom = limits.reduce((most, limit) => Math.max(most, limit), 0) * AFTER_OOM;
  const wanted = Math.max(ceilBytes(Math.max(max * MARGIN, afterOom)), RAM_FLOOR_BYTES);
  const seen = `memory: the most that was seen is ${quantityText(ceilBytes(max), "ram")}, and 15 % more`;
  if (wanted >= now) {
    const why =
      afterOom > max * MARGIN ? `${seen}; it was killed at its limit, so a quarter more than that` : seen;
    return { request: wanted, limit: wanted, why };
  }
  if (kills.length > 0) {
    const text = `it was killed for want of memory within ${OOM_DAYS} days: its memory is not lowered`;
    return { kept: { reason: "oom_killed", text } };
  }
  const kept = notLowered(container, usage);
  return kept ? { kept } : { request: wanted, limit: wanted, why: seen };
}

/** Kills within fourteen days of the window's end. */
export function recentKills({ evidence, workload }: SizedContainer): readonly OomKill[] {
  if (evidence.oomKills === "unknown") return [];
  return evidence.oomKills.filter(({ hour }) => hour >= workload.window.end - OOM_DAYS * DAY_MS);
}
