import type { CpuPeriods } from "../../../domain/advice/advice-observation.ts";
import type { ContainerObservation } from "../../../domain/observation.ts";

/** Ten a second. */
const PERIODS_A_MINUTE = 600;
/** Work comes in bursts: above this share of its limit, on average over a minute, a container is held back at times. */
const FREE_UP_TO = 0.6;
const MOST_HELD_BACK = 0.5;

/** The periods of an hour in which a container's limit counted, and those in which it held it back. */
export function periodsOf(
  { ranMinutes, cpuUsageCores }: ContainerObservation,
  limitCores: number,
): CpuPeriods {
  let [all, throttled] = [0, 0];
  for (const [minute, ran] of ranMinutes.entries()) {
    if (ran <= 0) continue;
    const excess = ((cpuUsageCores[minute] ?? 0) / limitCores - FREE_UP_TO) / (1 - FREE_UP_TO);
    all += PERIODS_A_MINUTE * ran;
    throttled += PERIODS_A_MINUTE * ran * Math.min(MOST_HELD_BACK, Math.max(0, excess) ** 2);
  }
  return { all: Math.round(all), throttled: Math.round(throttled) };
}
