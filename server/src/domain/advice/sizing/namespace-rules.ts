import { quantityText } from "../quantity-text.ts";
import type { QuotaRule, WorkloadEvidence } from "../evidence.ts";
import type { Size, Warning } from "../recommendation.ts";
import { type Resource, sum } from "./measured-usage.ts";

/** A container's size before and after. */
export interface SizeChange {
  readonly before: Size;
  readonly after: Size;
}

type Amount = QuotaRule["resource"];

const AMOUNTS: readonly {
  readonly quota: Amount;
  readonly resource: Resource;
  readonly of: (size: Size) => number;
}[] = [
  { quota: "requests.cpu", resource: "cpu", of: ({ requests }) => requests.cpuCores },
  { quota: "requests.memory", resource: "ram", of: ({ requests }) => requests.ramBytes },
  { quota: "limits.cpu", resource: "cpu", of: ({ limits }) => limits.cpuCores ?? 0 },
  { quota: "limits.memory", resource: "ram", of: ({ limits }) => limits.ramBytes ?? 0 },
];

/** Names the quotas that a workload's rise would pass. */
export function quotaWarnings(
  { quotas, replicas }: WorkloadEvidence,
  changes: readonly SizeChange[],
): Warning[] {
  if (quotas === "unknown") return [];
  return AMOUNTS.flatMap(({ quota, resource, of }) => {
    const perPod = sum(changes, ({ before, after }) => of(after) - of(before));
    const rise = perPod * Math.max(1, Math.ceil(replicas));
    return quotas.flatMap(({ name, resource: amount, hard, used }): Warning[] => {
      if (amount !== quota || rise <= 0 || used + rise <= hard) return [];
      const text = `the ResourceQuota ${name} allows ${quantityText(hard, resource)} of ${quota}; ${quantityText(used, resource)} is taken and ${quantityText(rise, resource)} would come on top`;
      return [{ code: "quota_passed", text }];
    });
  });
}

/** Which bound on whole pods the sizes of all of a pod's containers break, of one resource; null where they break none. */
export function brokenPodRule(
  { limitRanges }: WorkloadEvidence,
  sizes: readonly Size[],
  resource: Resource,
): string | null {
  if (limitRanges === "unknown") return null;
  const isCpu = resource === "cpu";
  const requests = sum(sizes, (size) => (isCpu ? size.requests.cpuCores : size.requests.ramBytes));
  const limits = sum(sizes, (size) => (isCpu ? size.limits.cpuCores : size.limits.ramBytes) ?? 0);
  const name = isCpu ? "cpu" : "memory";
  const broken = limitRanges
    .filter((rule) => rule.of === "Pod" && rule.resource === name)
    .find(({ constraint, value }) => {
      if (constraint === "min") return requests < value;
      if (constraint === "max") return Math.max(requests, limits) > value;
      return limits > requests * value;
    });
  return broken?.name ?? null;
}
