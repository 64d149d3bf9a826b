import type { ContainerEvidence, PodDay } from "../evidence.ts";
import { byDay, measuredUsage } from "./measured-usage.ts";

const NEAR_LIMIT = 0.03;
const FLAT_DAYS = 3;

/**
 * Whether memory looks like that of a heap which its runtime lets grow to a cap: within 3 % of the limit for three days on end, up to
 * the last one, and never beyond. Such a working set tells the cap and not the need.
 */
export function isManagedHeap({ limits, days }: ContainerEvidence): boolean {
  const limit = limits === "unknown" ? null : limits.ramBytes;
  if (limit === null || limit <= 0) return false;
  const last = byDay(days).slice(-FLAT_DAYS);
  return last.length === FLAT_DAYS && last.every(([, ofDay]) => isFlat(ofDay, limit));
}

function isFlat(days: readonly PodDay[], limit: number): boolean {
  const usage = measuredUsage(days, "ram");
  // The start of a pod is less than a twentieth of its day.
  return usage.max !== null && usage.max <= limit && usage.quantile(0.05) >= limit * (1 - NEAR_LIMIT);
}
