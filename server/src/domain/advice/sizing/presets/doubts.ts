import type { ContainerEvidence, PodDay } from "../../evidence.ts";
import type { Insufficient } from "../../recommendation.ts";
import { byDay, measuredUsage, type MeasuredUsage } from "../measured-usage.ts";
import type { SizedContainer } from "../target.ts";

const LEAST_COVERAGE = 0.95;
const RAREST_SCRAPE_SECONDS = 60;
const NEAR_LIMIT = 0.03;
const FLAT_DAYS = 3;

/** Why a request is not lowered by what was measured: the peak may lie in minutes that nobody saw. */
export function notLowered(
  { workload: { scrapeSeconds } }: SizedContainer,
  { coverage }: MeasuredUsage,
): Insufficient | null {
  if (coverage < LEAST_COVERAGE) {
    const share = `${(Math.floor(coverage * 1_000) / 10).toString()} %`;
    const text = `${share} of the minutes in which it ran were measured; to lower it takes 95 %`;
    return { reason: "low_coverage", text };
  }
  if (scrapeSeconds !== "unknown" && scrapeSeconds > RAREST_SCRAPE_SECONDS) {
    const text = `usage is measured every ${scrapeSeconds} s; to lower it takes ${RAREST_SCRAPE_SECONDS} s or less`;
    return { reason: "rare_scrapes", text };
  }
  return null;
}

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
