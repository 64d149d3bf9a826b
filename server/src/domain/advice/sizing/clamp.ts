import { quantityText } from "../quantity-text.ts";
import type { LimitRangeRule, WorkloadEvidence } from "../evidence.ts";
import type { Size, Warning } from "../recommendation.ts";
import type { Resource } from "./measured-usage.ts";
import { ceilBytes, ceilCores, type Target } from "./target.ts";

/** A size within the rules of its namespace, and which of them had a say. */
export interface ClampedSize {
  readonly size: Size;
  readonly warnings: readonly Warning[];
}

/** Brings what is advised of a container within the LimitRanges of its namespace. What stays as it is was let in as it is. */
export function clampSize(size: Size, target: Target, { limitRanges }: WorkloadEvidence): ClampedSize {
  if (limitRanges === "unknown") return { size, warnings: [] };
  const rules = limitRanges.filter((rule) => rule.of === "Container");
  const cpu = clamped(pairOf(size, "cpu"), "kept" in target.cpu ? [] : rules, "cpu");
  const ram = clamped(pairOf(size, "ram"), "kept" in target.ram ? [] : rules, "ram");
  return {
    size: {
      requests: { cpuCores: cpu.pair.request, ramBytes: ram.pair.request },
      limits: { cpuCores: cpu.pair.limit, ramBytes: ram.pair.limit },
    },
    warnings: [...cpu.warnings, ...ram.warnings],
  };
}

interface Pair {
  readonly request: number;
  readonly limit: number | null;
}

function pairOf({ requests, limits }: Size, resource: Resource): Pair {
  return resource === "cpu"
    ? { request: requests.cpuCores, limit: limits.cpuCores }
    : { request: requests.ramBytes, limit: limits.ramBytes };
}

const RESOURCE_NAMES = { cpu: "cpu", ram: "memory" } as const;

function clamped(
  wanted: Pair,
  rules: readonly LimitRangeRule[],
  resource: Resource,
): { readonly pair: Pair; readonly warnings: Warning[] } {
  let pair = wanted;
  const warnings: Warning[] = [];
  for (const rule of inOrder(rules.filter((one) => one.resource === RESOURCE_NAMES[resource]))) {
    const next = within(pair, rule, resource);
    if (next.request === pair.request && next.limit === pair.limit) continue;
    pair = next;
    warnings.push({ code: "limit_range_clamps", text: clampText(rule, resource) });
  }
  return { pair, warnings };
}

/** The least first, the most after it, the ratio of what has come of them last. */
function inOrder(rules: readonly LimitRangeRule[]): LimitRangeRule[] {
  const order = ["min", "max", "maxLimitRequestRatio"];
  return rules.toSorted((one, other) => order.indexOf(one.constraint) - order.indexOf(other.constraint));
}

function within({ request, limit }: Pair, { constraint, value }: LimitRangeRule, resource: Resource): Pair {
  switch (constraint) {
    case "min": {
      const least = Math.max(request, value);
      return { request: least, limit: limit === null ? null : Math.max(limit, least) };
    }
    case "max":
      return { request: Math.min(request, value), limit: limit === null ? null : Math.min(limit, value) };
    case "maxLimitRequestRatio": {
      if (limit === null || limit <= request * value) return { request, limit };
      const ceil = resource === "cpu" ? ceilCores : ceilBytes;
      // The request rises: a limit that is lowered may hold the container back, or kill it.
      return { request: Math.min(ceil(limit / value), limit), limit };
    }
  }
}

function clampText({ name, constraint, value }: LimitRangeRule, resource: Resource): string {
  const what = RESOURCE_NAMES[resource];
  if (constraint === "maxLimitRequestRatio") {
    return `the LimitRange ${name} allows a limit of ${value} times the request of ${what} at most`;
  }
  return `the LimitRange ${name} allows ${quantityText(value, resource)} of ${what} at ${constraint === "min" ? "least" : "most"}`;
}
