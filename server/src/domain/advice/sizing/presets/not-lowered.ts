import type { Insufficient } from "../../recommendation.ts";
import type { MeasuredUsage } from "../measured-usage.ts";
import type { SizedContainer } from "../target.ts";

const LEAST_COVERAGE = 0.95;
const RAREST_SCRAPE_SECONDS = 60;

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
