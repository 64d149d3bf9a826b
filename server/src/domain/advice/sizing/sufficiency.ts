import type { Insufficient } from "../recommendation.ts";
import { byDay, byPod, measuredUsage } from "./measured-usage.ts";
import { isShortLived } from "./short-lived.ts";
import type { SizedContainer } from "./target.ts";

const POINTS_WANTED = 100;
const RUNS_WANTED = 10;
const DAYS_WANTED = 2;

/** Why there is too little to size a container by; null where there is enough. */
export function tooLittle(container: SizedContainer): Insufficient | null {
  const { days } = container.evidence;
  const { minutes } = measuredUsage(days, "cpu");
  if (minutes === 0 && measuredUsage(days, "ram").minutes === 0) {
    return { reason: "not_measured", text: "its usage was not measured minute by minute" };
  }
  if (isShortLived(container)) return tooFewRuns(container);
  if (minutes >= POINTS_WANTED) return null;
  const text = `${minutes} minutes were measured; ${POINTS_WANTED} are wanted`;
  return { reason: "few_points", text };
}

function tooFewRuns({ workload: { kind }, evidence: { days } }: SizedContainer): Insufficient | null {
  const runs = byPod(days).size;
  const isJob = kind === "CronJob" || kind === "Job";
  if (isJob) {
    const text = `it ran ${runs} times; ${RUNS_WANTED} runs are wanted, for each is nothing but its start`;
    return runs < RUNS_WANTED ? { reason: "few_runs", text } : null;
  }
  if (runs >= RUNS_WANTED && byDay(days).length >= DAYS_WANTED) return null;
  const text = `none of its ${runs} pods has run for a day; wanted is one that has, or ${RUNS_WANTED} pods on ${DAYS_WANTED} days`;
  return { reason: "short_history", text };
}
