import type { Warning } from "../recommendation.ts";
import { isInjected } from "./injected.ts";
import { knownNumber, type ResourceTarget, type SizedContainer, type Target } from "./target.ts";

/** Held back in more than 5 % of its periods in more of its hours than this. */
const THROTTLED_HOURS = 0.01;

/** What to know of a container before its size is changed. */
export function containerWarnings(container: SizedContainer, target: Target): Warning[] {
  return [
    ...keptWarnings(target.cpu, "CPU"),
    ...keptWarnings(target.ram, "memory"),
    ...throttledWarnings(container),
    ...injectedWarnings(container),
    ...unknownWarnings(container),
  ];
}

function keptWarnings(target: ResourceTarget, what: string): Warning[] {
  if (!("kept" in target)) return [];
  const { reason, text } = target.kept;
  const sentence = `${what} stays as it is: ${text}`;
  if (reason === "autoscaled" || reason === "managed_heap") return [{ code: reason, text: sentence }];
  return [{ code: "not_lowered", text: sentence }];
}

function throttledWarnings({ evidence: { limits, throttling } }: SizedContainer): Warning[] {
  const limit = limits === "unknown" ? null : knownNumber(limits.cpuCores);
  if (limit === null || throttling === "unknown" || throttling.hours === 0) return [];
  const { hours, throttledHours } = throttling;
  if (throttledHours / hours <= THROTTLED_HOURS) return [];
  const text = `its limit of CPU held it back in more than 5 % of the periods in ${throttledHours} of ${hours} hours: remove or raise the limit`;
  return [{ code: "throttled", text }];
}

function injectedWarnings({ evidence: { container } }: SizedContainer): Warning[] {
  if (!isInjected(container)) return [];
  const text = `${container} is put into pods when they are made and stands in no template: annotations of the pod template change it, a patch does not`;
  return [{ code: "injected_container", text }];
}

function unknownWarnings({ workload, evidence }: SizedContainer): Warning[] {
  const { limits } = evidence;
  const hasCpuLimit = limits !== "unknown" && limits.cpuCores !== null;
  const known = {
    limits,
    "kills for want of memory": evidence.oomKills,
    // What has no limit of CPU is never held back by it.
    ...(hasCpuLimit && { throttling: evidence.throttling }),
    autoscalers: workload.autoscalers,
    LimitRanges: workload.limitRanges,
    ResourceQuotas: workload.quotas,
    "how often usage is measured": workload.scrapeSeconds,
  };
  const missing = Object.entries(known).flatMap(([name, value]) => (value === "unknown" ? name : []));
  if (missing.length === 0) return [];
  return [{ code: "not_known", text: `nobody has told: ${missing.join(", ")}` }];
}
