import { byPod, sum } from "./measured-usage.ts";
import type { SizedContainer } from "./target.ts";

const DAY_SECONDS = 86_400;

/** Whether its pods are nothing but their start: those of jobs, and where none of them has lived for a day. */
export function isShortLived({ workload: { kind }, evidence: { days } }: SizedContainer): boolean {
  if (kind === "CronJob" || kind === "Job") return true;
  return [...byPod(days).values()].every((own) => sum(own, ({ ranSeconds }) => ranSeconds) < DAY_SECONDS);
}
